# The tables of tables.json, which the laptop cloud and the tests read too: the data model is written once.

locals {
  tables = jsondecode(file("${path.module}/tables.json"))
}

resource "aws_dynamodb_table" "this" {
  for_each = local.tables

  name         = "${var.name}-${replace(each.key, "_", "-")}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = each.value.hash_key
  range_key    = lookup(each.value, "range_key", null)

  # Terraform replaces a table whose key changes, and its items would be lost: DynamoDB then refuses.
  deletion_protection_enabled = var.deletion_protection

  dynamic "attribute" {
    for_each = each.value.attributes

    content {
      name = attribute.key
      type = attribute.value
    }
  }

  dynamic "global_secondary_index" {
    for_each = each.value.indexes

    content {
      name            = global_secondary_index.key
      hash_key        = global_secondary_index.value.hash_key
      range_key       = lookup(global_secondary_index.value, "range_key", null)
      projection_type = global_secondary_index.value.projection
    }
  }

  dynamic "ttl" {
    for_each = compact([lookup(each.value, "ttl", "")])

    content {
      enabled        = true
      attribute_name = ttl.value
    }
  }

  point_in_time_recovery {
    enabled = var.point_in_time_recovery
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }

  lifecycle {
    precondition {
      condition = toset(keys(each.value.attributes)) == toset(compact(flatten([
        for keyed in concat([each.value], values(each.value.indexes)) : [keyed.hash_key, lookup(keyed, "range_key", "")]
      ])))
      error_message = "tables.json: the attributes of ${each.key} have to be those that its key and its indexes name, no more and no less. DynamoDB refuses others."
    }
  }
}
