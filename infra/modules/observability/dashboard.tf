# The dashboard: requests, jobs, models, functions, queues, operations.

locals {
  charts = [
    {
      title = "Requests"
      metrics = [
        ["AWS/ApiGateway", "Count", "ApiName", var.api.name, "Stage", var.api.stage, { stat = "SampleCount", label = "all" }],
        [".", "4XXError", ".", ".", ".", ".", { stat = "Sum", label = "4xx" }],
        [".", "5XXError", ".", ".", ".", ".", { stat = "Sum", label = "5xx" }],
      ]
    },
    {
      title = "Latency, ms"
      metrics = [
        for percentile in ["p50", "p90", "p99"] :
        ["AWS/ApiGateway", "Latency", "ApiName", var.api.name, "Stage", var.api.stage, { stat = percentile, label = percentile }]
      ]
    },
    {
      title = "Jobs"
      metrics = [
        ["DreamForge", "jobs", "stage", var.stage, { stat = "Sum", label = "attempts" }],
        [".", "job_errors", ".", ".", { stat = "Sum", label = "failed" }],
        [".", "job_latency", ".", ".", { stat = "p90", label = "p90, ms", yAxis = "right" }],
      ]
    },
    {
      title = "Models"
      metrics = [
        ["DreamForge", "model_calls", "stage", var.stage, { stat = "Sum", label = "calls" }],
        [".", "images", ".", ".", { stat = "Sum", label = "images" }],
        [".", "model_failures", ".", ".", { stat = "Sum", label = "failures" }],
        [".", "model_retries", ".", ".", { stat = "Sum", label = "retries" }],
      ]
    },
    {
      title = "Tokens"
      metrics = [
        for kind in ["input_tokens", "output_tokens", "cached_tokens"] :
        ["DreamForge", kind, "stage", var.stage, { stat = "Sum", label = trimsuffix(kind, "_tokens") }]
      ]
    },
    {
      title   = "Estimated cost of models, US dollars an hour"
      metrics = [["DreamForge", "estimated_cost", "stage", var.stage, { stat = "Sum", period = 3600, label = "cost" }]]
    },
    {
      title = "Functions: errors and throttles"
      metrics = flatten([
        for use, function in var.functions : [
          for metric in ["Errors", "Throttles"] : {
            row = ["AWS/Lambda", metric, "FunctionName", function.name, { stat = "Sum", label = "${use} ${lower(metric)}" }]
          }
        ]
      ])[*].row
    },
    {
      title = "Functions: longest duration, ms"
      metrics = [
        for use, function in var.functions :
        ["AWS/Lambda", "Duration", "FunctionName", function.name, { stat = "Maximum", label = use }]
      ]
    },
    {
      title = "Functions: concurrent executions"
      metrics = [
        for use, function in var.functions :
        ["AWS/Lambda", "ConcurrentExecutions", "FunctionName", function.name, { stat = "Maximum", label = use }]
      ]
    },
    {
      title = "Queues: messages, and age of the oldest, s"
      metrics = concat(
        [
          for use, queue in merge(var.queues, { for use, queue in var.dead_letters : "${use} dead letters" => queue }) :
          ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue, { stat = "Maximum", label = use }]
        ],
        [
          for use, queue in var.queues :
          ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", queue, { stat = "Maximum", label = "${use} age", yAxis = "right" }]
        ],
      )
    },
  ]

  # By operation there are queries over the log, which cost only when the dashboard is open. Metrics for forty operations
  # would cost every month.
  tables = [
    {
      title = "Requests by operation"
      query = "filter message = 'request' | stats count(*) as requests, pct(latency, 90) as p90_ms by operation | sort requests desc"
    },
    {
      title = "Errors (5xx) by operation"
      query = "filter message = 'request' and status >= 500 | stats count(*) as errors by operation, status | sort errors desc"
    },
  ]

  alarms_widget = {
    type       = "alarm"
    x          = 0
    y          = 0
    width      = 24
    height     = 4
    properties = { title = "Alarms", alarms = [for alarm in aws_cloudwatch_metric_alarm.this : alarm.arn] }
  }

  # Three charts a row, under the alarms.
  chart_widgets = [
    for at, chart in local.charts : {
      type   = "metric"
      x      = at % 3 * 8
      y      = 4 + floor(at / 3) * 6
      width  = 8
      height = 6
      properties = {
        title   = chart.title
        region  = local.region
        view    = "timeSeries"
        period  = 300
        metrics = chart.metrics
      }
    }
    if length(chart.metrics) > 0
  ]
  table_widgets = [
    for at, table in local.tables : {
      type   = "log"
      x      = at * 12
      y      = 4 + ceil(length(local.chart_widgets) / 3) * 6
      width  = 12
      height = 6
      properties = {
        title  = table.title
        region = local.region
        view   = "table"
        query  = "SOURCE '${var.api.log_group_name}' | ${table.query}"
      }
    }
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name
  dashboard_body = jsonencode({ widgets = concat([local.alarms_widget], local.chart_widgets, local.table_widgets) })
}
