# Limits for each caller: requests per window (seconds), generations and text tokens per day, and the size of a recording.
service = {
  rate_limit_requests = 300
  rate_limit_window   = 60
  daily_generations   = 50
  daily_text_tokens   = 100000
  max_audio_file_size = 5242880
}
