# Products are published after a review by an administrator, and only warnings are logged.
service = {
  review_required = true
  log_level       = "WARNING"
}
