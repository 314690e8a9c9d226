# The alarms. Missing data is no alarm: a stage without requests is healthy.

locals {
  # The service's own metrics come in its log lines, in the Embedded Metric Format: backend/adapters/observability/metrics.py.
  own = { namespace = "DreamForge", dimensions = { stage = var.stage } }

  api = { namespace = "AWS/ApiGateway", dimensions = { ApiName = var.api.name, Stage = var.api.stage } }

  for_api = {
    gateway-server-errors = merge(local.api, {
      description = "API Gateway answers with 5xx more often than it may: the functions' logs say why."
      metric      = "5XXError"
      statistic   = "Average" # of 1 for a 5xx and 0 for all others: the rate
      threshold   = var.thresholds.server_errors_percent / 100
      of          = 3
      wants       = 2
    })
    gateway-latency = merge(local.api, {
      description = "The slowest hundredth of all requests comes near the 29 s after which API Gateway hangs up."
      metric      = "Latency"
      percentile  = "p99"
      threshold   = var.thresholds.latency_p99_ms
      of          = 3
      wants       = 2
    })
  }

  for_functions = merge([
    for use, function in var.functions : {
      for name, alarm in {
        errors = {
          description = "${function.name} raises errors: nothing it does on purpose ends so."
          metric      = "Errors"
        }
        throttles = {
          description = "${function.name} is called more often than it may run at once: raise its reserved concurrency, or the account's."
          metric      = "Throttles"
        }
        duration = {
          description = "${function.name} runs into its timeout of ${function.timeout_seconds} s: it no longer ends in the time that it keeps for itself."
          metric      = "Duration"
          statistic   = "Maximum"
          threshold   = function.timeout_seconds * 1000 * var.thresholds.duration_percent / 100
          of          = 3
          wants       = 2
        }
      } : "${use}-${name}" => merge({ namespace = "AWS/Lambda", dimensions = { FunctionName = function.name } }, alarm)
      if !(name == "errors" && function.raises)
    }
  ]...)

  for_queues = merge(
    {
      for use, queue in var.queues : "${use}-age" => {
        description = "Messages wait too long in ${queue}: its worker is stopped, throttled or too slow."
        namespace   = "AWS/SQS"
        dimensions  = { QueueName = queue }
        metric      = "ApproximateAgeOfOldestMessage"
        statistic   = "Maximum"
        threshold   = var.thresholds.oldest_message_s
      }
    },
    {
      # Its function empties a dead-letter queue at once, so its depth alone would hide what came; and what redrive
      # moves there is not counted as sent.
      for use, queue in var.dead_letters : "${use}-dead-letters" => {
        description = "A message failed as often as it may and came to ${queue}: the job that it names has ended as failed."
        namespace   = "AWS/SQS"
        dimensions  = { QueueName = queue }
        metric      = "NumberOfMessagesReceived"
      }
    },
    {
      for use, queue in var.dead_letters : "${use}-dead-letters-depth" => {
        description = "Messages stay in ${queue}: its function does not deal with them."
        namespace   = "AWS/SQS"
        dimensions  = { QueueName = queue }
        metric      = "ApproximateNumberOfMessagesVisible"
        statistic   = "Minimum"
        of          = 3
        wants       = 3
      }
    },
  )

  for_models = {
    model-failures = merge(local.own, {
      description = "Models fail, and callers are told so: look for the access to them, their quotas, and an end of life."
      metric      = "model_failures"
      threshold   = var.thresholds.model_failures
    })
    model-access = merge(local.own, {
      description = "The account may not use a model that is configured: enable it (docs/deploy.md, Models). The log line \"model is not accessible\" names it."
      metric      = "model_access_faults"
    })
    model-config = merge(local.own, {
      description = "A model refuses how it is asked, or is at its end of life: change its configuration. The log line \"model refuses its configuration\" says why."
      metric      = "model_config_faults"
    })
    images = merge(local.own, {
      description = "More pictures are made than in an ordinary hour, and each is paid for."
      metric      = "images"
      threshold   = var.thresholds.images_per_hour
      period      = 3600
    })
    model-cost = merge(local.own, {
      description = "Models cost more in a day than they may, by MODEL_PRICES."
      metric      = "estimated_cost"
      threshold   = var.thresholds.model_cost_usd
      period      = 86400
    })
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = merge(local.for_api, local.for_functions, local.for_queues, local.for_models)

  alarm_name        = "${var.name}-${each.key}"
  alarm_description = each.value.description

  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = contains(keys(each.value), "percentile") ? null : lookup(each.value, "statistic", "Sum")
  extended_statistic  = lookup(each.value, "percentile", null)
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = lookup(each.value, "threshold", 1)
  period              = lookup(each.value, "period", 300)
  evaluation_periods  = lookup(each.value, "of", 1)
  datapoints_to_alarm = lookup(each.value, "wants", 1)
  treat_missing_data  = "notBreaching"

  # A p99 of a few requests is their slowest.
  evaluate_low_sample_count_percentiles = contains(keys(each.value), "percentile") ? "ignore" : null

  alarm_actions = [aws_sns_topic.alarms.arn]
  ok_actions    = [aws_sns_topic.alarms.arn]
}
