# Who may do what with which table, as statements for the functions' policies.

locals {
  arns = { for key, table in aws_dynamodb_table.this : key => table.arn }

  # What a Query may read. Rows of a table without a range key are read by GetItem.
  queried = {
    for key, shape in local.tables : key => concat(
      can(shape.range_key) ? [local.arns[key]] : [],
      [for index in keys(shape.indexes) : "${local.arns[key]}/index/${index}"],
    )
  }

  # A statement for each table, named as the table: short_lived -> ShortLived.
  own = {
    for function, tables in var.access : function => {
      for key, actions in tables : replace(title(replace(key, "_", " ")), " ", "") => {
        actions   = [for action in setsubtract(actions, ["Query"]) : "dynamodb:${action}"]
        resources = [local.arns[key]]
      }
    }
  }
  queries = {
    for function, tables in var.access : function => {
      actions   = ["dynamodb:Query"]
      resources = flatten([for key, actions in tables : local.queried[key] if contains(actions, "Query")])
    }
  }
  statements = {
    for function in keys(var.access) : function => {
      for sid, statement in merge(local.own[function], { Queries = local.queries[function] }) : sid => statement
      if length(statement.actions) > 0 && length(statement.resources) > 0
    }
  }
}
