# Alarms, their topic and the dashboard. Offline: no account is asked.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1", name = "eu-west-1" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:dreamforge-dev-alarms" }
  }
  mock_resource "aws_cloudwatch_metric_alarm" {
    defaults = { arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:dreamforge-dev-one" }
  }
}

variables {
  name  = "dreamforge-dev"
  stage = "dev"
  api   = { name = "dreamforge-dev", stage = "v1", log_group_name = "/aws/lambda/dreamforge-dev-api" }
  functions = {
    api        = { name = "dreamforge-dev-api", timeout_seconds = 29 }
    authorizer = { name = "dreamforge-dev-authorizer", timeout_seconds = 10, raises = true }
  }
  queues       = { jobs = "dreamforge-dev-jobs" }
  dead_letters = { jobs = "dreamforge-dev-jobs-dead-letters" }
  kms_key_arn  = "arn:aws:kms:eu-west-1:123456789012:key/0"
}

run "each_thing_that_can_go_wrong_has_its_alarm" {
  assert {
    condition = {
      for key, alarm in aws_cloudwatch_metric_alarm.this : key => "${alarm.namespace} ${alarm.metric_name} ${jsonencode(alarm.dimensions)}"
      } == {
      gateway-server-errors   = "AWS/ApiGateway 5XXError {\"ApiName\":\"dreamforge-dev\",\"Stage\":\"v1\"}"
      gateway-latency         = "AWS/ApiGateway Latency {\"ApiName\":\"dreamforge-dev\",\"Stage\":\"v1\"}"
      api-errors              = "AWS/Lambda Errors {\"FunctionName\":\"dreamforge-dev-api\"}"
      api-throttles           = "AWS/Lambda Throttles {\"FunctionName\":\"dreamforge-dev-api\"}"
      api-duration            = "AWS/Lambda Duration {\"FunctionName\":\"dreamforge-dev-api\"}"
      authorizer-throttles    = "AWS/Lambda Throttles {\"FunctionName\":\"dreamforge-dev-authorizer\"}"
      authorizer-duration     = "AWS/Lambda Duration {\"FunctionName\":\"dreamforge-dev-authorizer\"}"
      jobs-age                = "AWS/SQS ApproximateAgeOfOldestMessage {\"QueueName\":\"dreamforge-dev-jobs\"}"
      jobs-dead-letters       = "AWS/SQS NumberOfMessagesReceived {\"QueueName\":\"dreamforge-dev-jobs-dead-letters\"}"
      jobs-dead-letters-depth = "AWS/SQS ApproximateNumberOfMessagesVisible {\"QueueName\":\"dreamforge-dev-jobs-dead-letters\"}"
      model-failures          = "DreamForge model_failures {\"stage\":\"dev\"}"
      model-access            = "DreamForge model_access_faults {\"stage\":\"dev\"}"
      model-config            = "DreamForge model_config_faults {\"stage\":\"dev\"}"
      images                  = "DreamForge images {\"stage\":\"dev\"}"
      model-cost              = "DreamForge estimated_cost {\"stage\":\"dev\"}"
    }
    error_message = "An alarm is missing, or looks at another metric."
  }
  assert {
    condition = alltrue([
      for alarm in aws_cloudwatch_metric_alarm.this :
      alarm.alarm_actions == toset([aws_sns_topic.alarms.arn]) && alarm.ok_actions == toset([aws_sns_topic.alarms.arn]) && alarm.treat_missing_data == "notBreaching"
    ])
    error_message = "An alarm tells nobody, or goes off where nothing happens."
  }
}

run "thresholds_are_in_the_units_of_their_metrics" {
  variables {
    thresholds = { server_errors_percent = 2, duration_percent = 50, model_cost_usd = 7 }
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["gateway-server-errors"].threshold == 0.02 && aws_cloudwatch_metric_alarm.this["gateway-server-errors"].statistic == "Average"
    error_message = "2 % of the requests is an average of 0.02."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["api-duration"].threshold == 14500 && aws_cloudwatch_metric_alarm.this["api-duration"].statistic == "Maximum"
    error_message = "Half of 29 s is 14,500 ms."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["gateway-latency"].extended_statistic == "p99" && aws_cloudwatch_metric_alarm.this["gateway-latency"].statistic == null
    error_message = "The latency is not looked at by its p99."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["model-cost"].threshold == 7 && aws_cloudwatch_metric_alarm.this["model-cost"].period == 86400
    error_message = "The cost is not that of a day."
  }
}

run "the_topic_is_encrypted_and_open_to_this_stacks_alarms" {
  assert {
    condition     = aws_sns_topic.alarms.kms_master_key_id == var.kms_key_arn
    error_message = "The topic is not encrypted with the key."
  }
  assert {
    condition = [
      for statement in jsondecode(aws_sns_topic.alarms.policy).Statement : [statement.Principal.Service, statement.Condition.ArnLike["aws:SourceArn"], statement.Action]
    ] == [["cloudwatch.amazonaws.com", "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:dreamforge-dev-*", "sns:Publish"]]
    error_message = "Others than this stack's alarms may publish."
  }
}

run "a_budget_only_where_asked" {
  assert {
    condition     = length(aws_budgets_budget.monthly) == 0
    error_message = "A budget is made that nobody asked for."
  }
}

run "a_budget_tells_the_topic" {
  variables {
    monthly_budget_usd = 50
    emails             = ["ops@example.com"]
  }

  assert {
    condition = {
      for notification in aws_budgets_budget.monthly[0].notification : notification.notification_type => notification.threshold
    } == { ACTUAL = 80, FORECASTED = 100 }
    error_message = "The budget does not tell of 80 % spent and of 100 % forecast."
  }
  assert {
    condition     = contains(jsondecode(aws_sns_topic.alarms.policy).Statement[*].Principal.Service, "budgets.amazonaws.com")
    error_message = "The budget may not publish to the topic."
  }
  assert {
    condition     = keys(aws_sns_topic_subscription.email) == ["ops@example.com"]
    error_message = "Who is to be told is not subscribed."
  }
}

run "the_dashboard_shows_every_function_and_queue" {
  assert {
    condition = alltrue([
      for name in concat([for function in var.functions : function.name], values(var.queues), values(var.dead_letters)) :
      strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "\"${name}\"")
    ])
    error_message = "A function or a queue is not shown."
  }
  assert {
    condition = length(distinct([
      for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : "${widget.x},${widget.y}"
    ])) == length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets)
    error_message = "Widgets lie on top of one another."
  }
}

run "refuses_wrong_input" {
  command = plan

  variables {
    name               = "x"
    stage              = "Dev"
    functions          = { api = { name = "a", timeout_seconds = 901 } }
    emails             = ["ops"]
    monthly_budget_usd = 0
    kms_key_arn        = "alias/aws/sns"
    thresholds         = { server_errors_percent = 101 }
  }

  expect_failures = [
    var.name, var.stage, var.functions, var.emails, var.monthly_budget_usd, var.kms_key_arn, var.thresholds,
  ]
}
