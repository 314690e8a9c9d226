# The alarms. Missing data is no alarm: a stage without requests is healthy.

locals {
  # The service's own metrics come in its log lines, in the Embedded Metric Format: backend/adapters/observability/metrics.py.
  own = { namespace = "DreamForge", dimensions = { stage = var.stage } }

  api = { namespace = "AWS/ApiGateway", dimensions = { ApiName = var.api.name, Stage = var.api.stage } }

  for_api = {
    gateway-server-errors = merge(local.api, {
      description = "The rate of 5xx responses is too high: the functions' logs have the errors."
      metric      = "5XXError"
      statistic   = "Average" # of 1 for a 5xx and 0 for all others: the rate
      threshold   = var.thresholds.server_errors_percent / 100
      periods     = 3
      breaching   = 2
    })
    gateway-latency = merge(local.api, {
      description = "The p99 of the latency is close to 29 s, after which API Gateway closes the connection."
      metric      = "Latency"
      percentile  = "p99"
      threshold   = var.thresholds.latency_p99_ms
      periods     = 3
      breaching   = 2
    })
  }

  for_functions = merge([
    for use, function in var.functions : {
      for name, alarm in {
        errors = {
          description = "${function.name} raises errors, which it does for no expected failure."
          metric      = "Errors"
        }
        throttles = {
          description = "${function.name} is throttled: raise its reserved concurrency or the account's."
          metric      = "Throttles"
        }
        duration = {
          description = "${function.name} comes close to its timeout of ${function.timeout_seconds} s, in spite of its own deadlines."
          metric      = "Duration"
          statistic   = "Maximum"
          threshold   = function.timeout_seconds * 1000 * var.thresholds.duration_percent / 100
          periods     = 3
          breaching   = 2
        }
      } : "${use}-${name}" => merge({ namespace = "AWS/Lambda", dimensions = { FunctionName = function.name } }, alarm)
      if !(name == "errors" && function.raises)
    }
  ]...)

  for_queues = merge(
    {
      for use, queue in var.queues : "${use}-age" => {
        description = "Messages wait too long in ${queue}: its worker is disabled, throttled or too slow."
        namespace   = "AWS/SQS"
        dimensions  = { QueueName = queue }
        metric      = "ApproximateAgeOfOldestMessage"
        statistic   = "Maximum"
        threshold   = var.thresholds.oldest_message_s
      }
    },
    {
      # Messages received, because the function empties the queue within seconds, so that its depth shows little, and
      # because messages that a redrive policy moves are not counted as sent.
      for use, queue in var.dead_letters : "${use}-dead-letters" => {
        description = "A message used up its attempts and went to ${queue}: its job has failed."
        namespace   = "AWS/SQS"
        dimensions  = { QueueName = queue }
        metric      = "NumberOfMessagesReceived"
      }
    },
    {
      for use, queue in var.dead_letters : "${use}-dead-letters-depth" => {
        description = "Messages stay in ${queue}: its function does not process them."
        namespace   = "AWS/SQS"
        dimensions  = { QueueName = queue }
        metric      = "ApproximateNumberOfMessagesVisible"
        statistic   = "Minimum"
        periods     = 3
        breaching   = 3
      }
    },
  )

  for_models = {
    model-failures = merge(local.own, {
      description = "Callers and jobs receive model failures: check access, quotas, and end-of-life dates."
      metric      = "model_failures"
      threshold   = var.thresholds.model_failures
    })
    model-access = merge(local.own, {
      description = "The account may not use a model that is configured: enable it (docs/deploy.md, Models). The log line \"model is not accessible\" names it."
      metric      = "model_access_faults"
    })
    model-config = merge(local.own, {
      description = "A model rejects the request format, or is at its end of life: change the configuration. The log line \"model refuses its configuration\" says why."
      metric      = "model_config_faults"
    })
    images = merge(local.own, {
      description = "More images than in an ordinary hour, and each is billed."
      metric      = "images"
      threshold   = var.thresholds.images_per_hour
      period      = 3600
    })
    model-cost = merge(local.own, {
      description = "The estimated cost of models in a day, by MODEL_PRICES, is above its threshold."
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
  evaluation_periods  = lookup(each.value, "periods", 1)
  datapoints_to_alarm = lookup(each.value, "breaching", 1)
  treat_missing_data  = "notBreaching"

  # A p99 of a few requests is their slowest.
  evaluate_low_sample_count_percentiles = contains(keys(each.value), "percentile") ? "ignore" : null

  alarm_actions = [aws_sns_topic.alarms.arn]
  ok_actions    = [aws_sns_topic.alarms.arn]
}
