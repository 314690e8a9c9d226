# The functions: one program with several entry points. `tables` has the actions on each table of
# modules/dynamodb/tables.json; `Query` includes the table's indexes. All other permissions are in permissions.tf.

locals {
  functions = { for use, function in local.declared : use => merge(local.by_default, function) }

  by_default = {
    image_uri = null
    layers    = []
    memory_mb = 512
    tables    = {}
    scaling   = { reserved = null, provisioned = 0, snap_start = false }
  }

  declared = {
    api = {
      handler         = "backend.api.lambda_function.lambda_handler"
      image_uri       = var.package.api_image_uri
      layers          = ["imaging"] # previews
      memory_mb       = 1024
      timeout_seconds = 29 # as API Gateway waits
      scaling         = var.scaling.api
      # GET /health reads all tables by BatchGetItem; pages of products and listings use it, too.
      tables = {
        products      = ["BatchGetItem", "ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "Query"]
        listings      = ["BatchGetItem", "ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "Query"]
        users         = ["BatchGetItem", "UpdateItem"]
        jobs          = ["BatchGetItem", "GetItem", "PutItem", "Query", "UpdateItem"]
        conversations = ["BatchGetItem", "ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "Query"]
        messages      = ["BatchGetItem", "BatchWriteItem", "GetItem", "PutItem", "Query"]
        echoes        = ["BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"]
        requests      = ["BatchGetItem", "GetItem", "PutItem", "Query"]
        short_lived   = ["BatchGetItem", "DeleteItem", "GetItem", "PutItem", "UpdateItem"]
      }
    }
    worker = {
      handler         = "backend.worker.lambda_function.lambda_handler"
      layers          = ["imaging"]
      memory_mb       = 1024
      timeout_seconds = 110
      tables = {
        products      = ["PutItem"]
        listings      = ["PutItem"]
        jobs          = ["GetItem", "UpdateItem"]
        conversations = ["PutItem"]
        messages      = ["PutItem"]
        short_lived   = ["GetItem", "PutItem", "UpdateItem"]
      }
    }
    dead_letters = {
      handler         = "backend.worker.lambda_function.dead_letter_handler"
      timeout_seconds = 30
      tables = {
        jobs        = ["GetItem", "UpdateItem"]
        short_lived = ["UpdateItem"]
      }
    }
    # It needs no permission: the user pool's public keys are fetched over https.
    authorizer = {
      handler         = "backend.api.authorizer.lambda_handler"
      timeout_seconds = 10
    }
  }

  # Longer than the worker's timeout, and not longer: after a failure the caller waits for it. AWS advises six times the
  # timeout against throttling, which the mapping's maximum concurrency prevents.
  visibility_seconds = 120
}

# Addresses of earlier releases.
moved {
  from = module.api_function
  to   = module.functions["api"]
}
moved {
  from = module.worker
  to   = module.functions["worker"]
}
moved {
  from = module.dead_letters
  to   = module.functions["dead_letters"]
}
moved {
  from = module.authorizer
  to   = module.functions["authorizer"]
}
moved {
  from = module.watch
  to   = module.observability
}
