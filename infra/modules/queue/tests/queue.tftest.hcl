# A queue, its dead letters and their workers. Offline: no account is asked.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
  override_resource {
    target = aws_sqs_queue.this
    values = { arn = "arn:aws:sqs:eu-west-1:123456789012:dreamforge-dev-jobs" }
  }
  override_resource {
    target = aws_sqs_queue.dead_letters
    values = { arn = "arn:aws:sqs:eu-west-1:123456789012:dreamforge-dev-jobs-dead-letters" }
  }
}

variables {
  name               = "dreamforge-dev-jobs"
  kms_key_arn        = "arn:aws:kms:eu-west-1:123456789012:key/0"
  visibility_seconds = 120
  max_receives       = 5
  workers = {
    messages     = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:worker:live", timeout_seconds = 110, concurrency = 10 }
    dead_letters = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:dead-letters:live", timeout_seconds = 30, batch_size = 5 }
  }
}

run "what_failed_five_times_goes_to_the_dead_letters" {
  assert {
    condition     = jsondecode(aws_sqs_queue.this.redrive_policy) == { deadLetterTargetArn = "arn:aws:sqs:eu-west-1:123456789012:dreamforge-dev-jobs-dead-letters", maxReceiveCount = 5 }
    error_message = "Messages that fail five times do not end among the dead letters."
  }
  assert {
    condition     = jsondecode(aws_sqs_queue.dead_letters.redrive_allow_policy).sourceQueueArns == ["arn:aws:sqs:eu-west-1:123456789012:dreamforge-dev-jobs"]
    error_message = "The dead letters do not come from the queue, and only from there."
  }
  assert {
    condition     = aws_sqs_queue.dead_letters.message_retention_seconds == 1209600 && aws_sqs_queue.this.message_retention_seconds == 345600
    error_message = "A dead letter is not kept for 14 days, or a message not for 4."
  }
}

run "messages_are_encrypted_and_come_over_tls" {
  assert {
    condition     = aws_sqs_queue.this.kms_master_key_id == var.kms_key_arn && aws_sqs_queue.dead_letters.kms_master_key_id == var.kms_key_arn
    error_message = "A queue is not encrypted with the key."
  }
  assert {
    condition = alltrue([
      for queue in [aws_sqs_queue.this, aws_sqs_queue.dead_letters] :
      jsondecode(queue.policy).Statement == [{
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = queue.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }]
    ])
    error_message = "A queue accepts requests without TLS, or allows a principal."
  }
}

run "workers_are_handed_messages_and_tell_which_failed" {
  assert {
    condition = { for kind, mapping in aws_lambda_event_source_mapping.this : kind => [mapping.event_source_arn, mapping.function_name, mapping.batch_size] } == {
      messages     = [aws_sqs_queue.this.arn, var.workers.messages.arn, 1]
      dead_letters = [aws_sqs_queue.dead_letters.arn, var.workers.dead_letters.arn, 5]
    }
    error_message = "A worker does not receive from its queue."
  }
  assert {
    condition     = alltrue([for mapping in aws_lambda_event_source_mapping.this : mapping.function_response_types == toset(["ReportBatchItemFailures"]) && mapping.enabled])
    error_message = "One message that fails would repeat all others of its batch, or the worker receives none."
  }
  assert {
    condition     = [for mapping in aws_lambda_event_source_mapping.this : mapping.scaling_config[0].maximum_concurrency] == [2, 10]
    error_message = "More workers may run than are meant to."
  }
}

run "messages_can_be_held_back" {
  variables {
    enabled = false
  }
  assert {
    condition     = !anytrue([for mapping in aws_lambda_event_source_mapping.this : mapping.enabled])
    error_message = "A worker still receives messages."
  }
}

run "a_worker_that_may_outlast_the_visibility_is_refused" {
  command = plan
  variables {
    workers = {
      messages     = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:worker:live", timeout_seconds = 120 }
      dead_letters = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:dead-letters:live", timeout_seconds = 30 }
    }
  }
  expect_failures = [var.workers]
}

run "a_dead_letter_worker_that_may_outlast_it_is_refused" {
  command = plan
  variables {
    workers = {
      messages     = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:worker:live", timeout_seconds = 110 }
      dead_letters = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:dead-letters:live", timeout_seconds = 900 }
    }
  }
  expect_failures = [var.workers]
}

run "a_concurrency_that_lambda_does_not_take_is_refused" {
  command = plan
  variables {
    workers = {
      messages     = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:worker:live", timeout_seconds = 110, concurrency = 1 }
      dead_letters = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:dead-letters:live", timeout_seconds = 30 }
    }
  }
  expect_failures = [var.workers]
}

run "a_retention_that_outlasts_the_dead_letters_is_refused" {
  command = plan
  variables {
    retention_days = 14
  }
  expect_failures = [var.retention_days]
}

run "a_queue_without_a_function_for_its_dead_letters_is_refused" {
  command = plan
  variables {
    workers = { messages = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:worker:live", timeout_seconds = 110 } }
  }
  expect_failures = [var.workers]
}
