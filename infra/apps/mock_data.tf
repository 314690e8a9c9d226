# The datasets that GET /users, /orders and /catalog read, as backend/api/mock_config.json names them: they are uploaded
# when each row matches its schema, and again when they change.

locals {
  datasets = {
    for entry in values(jsondecode(file("${local.repository}/backend/api/mock_config.json"))) :
    entry.key => "${local.repository}/mock_data/${entry.dataset}.json"
  }
  schemas = [for name in sort(fileset("${local.repository}/mock_data/schemas", "*.json")) : filemd5("${local.repository}/mock_data/schemas/${name}")]
}

# The laptop's code checks them, in the environment from `make build`. It runs after a change, and a row that violates its
# schema fails the apply before anything is uploaded.
resource "terraform_data" "schemas_hold" {
  triggers_replace = concat([for key in sort(keys(local.datasets)) : filemd5(local.datasets[key])], local.schemas)

  provisioner "local-exec" {
    working_dir = local.repository
    command     = ".venv/bin/python infra/apps/check_mock_data.py"
  }
}

resource "aws_s3_object" "dataset" {
  for_each = local.datasets

  bucket       = module.assets.bucket
  key          = each.key
  source       = each.value
  source_hash  = filemd5(each.value)
  content_type = "application/json"

  depends_on = [terraform_data.schemas_hold]
}
