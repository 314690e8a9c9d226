# Every table of tables.json, with its keys, indexes and TTL. Offline: no account is asked.

mock_provider "aws" {}

variables {
  name        = "dreamforge-dev"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/0"
}

run "every_table_with_its_keys" {
  assert {
    condition = {
      for key, table in aws_dynamodb_table.this : key => compact([table.name, table.hash_key, table.range_key])
      } == {
      for key, shape in jsondecode(file("tables.json")) :
      key => compact(["dreamforge-dev-${replace(key, "_", "-")}", shape.hash_key, try(shape.range_key, null)])
    }
    error_message = "The tables or their keys are not those of tables.json."
  }
  assert {
    condition = {
      for key, table in aws_dynamodb_table.this : key => { for attribute in table.attribute : attribute.name => attribute.type }
      } == {
      for key, shape in jsondecode(file("tables.json")) : key => { for name, type in shape.attributes : name => type }
    }
    error_message = "The attributes are not those of tables.json."
  }
}

run "every_index" {
  assert {
    condition = {
      for key, table in aws_dynamodb_table.this : key => {
        for index in table.global_secondary_index : index.name => [index.hash_key, index.range_key, index.projection_type]
      }
      } == {
      for key, shape in jsondecode(file("tables.json")) : key => {
        for name, index in shape.indexes : name => [index.hash_key, try(index.range_key, null), index.projection]
      }
    }
    error_message = "The indexes are not those of tables.json."
  }
}

run "what_is_short_lived_expires" {
  assert {
    condition = {
      for key, table in aws_dynamodb_table.this : key => table.ttl[0].attribute_name if try(table.ttl[0].enabled, false)
      } == {
      for key, shape in jsondecode(file("tables.json")) : key => shape.ttl if can(shape.ttl)
    }
    error_message = "The times to live are not those of tables.json."
  }
}

run "nothing_is_lost_by_accident" {
  assert {
    condition = alltrue([
      for table in aws_dynamodb_table.this : table.deletion_protection_enabled && one(table.point_in_time_recovery).enabled
    ])
    error_message = "A table can be deleted, or not be restored."
  }
  assert {
    condition = alltrue([
      for table in aws_dynamodb_table.this :
      table.billing_mode == "PAY_PER_REQUEST" && one(table.server_side_encryption).enabled && one(table.server_side_encryption).kms_key_arn == var.kms_key_arn
    ])
    error_message = "A table is not encrypted with the key, or is paid for at rest."
  }
}

run "outputs_name_every_table" {
  assert {
    condition     = keys(output.table_names) == keys(jsondecode(file("tables.json"))) && output.table_names["short_lived"] == "dreamforge-dev-short-lived"
    error_message = "table_names does not name every table by its key."
  }
  assert {
    condition     = keys(output.table_arns) == keys(output.table_names)
    error_message = "table_arns does not name every table by its key."
  }
}

run "access_is_derived_from_the_tables" {
  variables {
    access = { api = { products = ["PutItem", "Query"], messages = ["Query"], short_lived = ["UpdateItem"] }, worker = { jobs = ["GetItem"] }, none = {} }
  }

  assert {
    condition = output.statements.api == {
      Products   = { actions = ["dynamodb:PutItem"], resources = [output.table_arns.products] }
      ShortLived = { actions = ["dynamodb:UpdateItem"], resources = [output.table_arns.short_lived] }
      Queries = {
        actions = ["dynamodb:Query"]
        resources = concat(
          [output.table_arns.messages],
          [for index in keys(jsondecode(file("tables.json")).messages.indexes) : "${output.table_arns.messages}/index/${index}"],
          [for index in keys(jsondecode(file("tables.json")).products.indexes) : "${output.table_arns.products}/index/${index}"],
        )
      }
    }
    error_message = "A function may do something else than access says, or cannot query an index."
  }
  assert {
    condition     = output.statements.worker == { Jobs = { actions = ["dynamodb:GetItem"], resources = [output.table_arns.jobs] } } && length(output.statements.none) == 0
    error_message = "A function that does not query may query, or has an empty statement."
  }
}

run "access_to_a_table_that_does_not_exist_is_refused" {
  command = plan
  variables {
    access = { api = { visits = ["GetItem"] } }
  }
  expect_failures = [var.access]
}

run "an_action_with_a_wildcard_is_refused" {
  command = plan
  variables {
    access = { api = { jobs = ["*"] } }
  }
  expect_failures = [var.access]
}

run "protection_can_be_turned_off" {
  variables {
    deletion_protection    = false
    point_in_time_recovery = false
  }

  assert {
    condition = !anytrue(flatten([
      for table in aws_dynamodb_table.this : [table.deletion_protection_enabled, one(table.point_in_time_recovery).enabled]
    ]))
    error_message = "A stack could not be destroyed on purpose."
  }
}

run "refuses_wrong_input" {
  command = plan

  variables {
    name        = "dreamforge_dev"
    kms_key_arn = "alias/aws/dynamodb"
  }

  expect_failures = [var.name, var.kms_key_arn]
}
