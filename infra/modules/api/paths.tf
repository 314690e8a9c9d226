# Authorization by path. The Cognito authorizer guards everything except the named paths and OPTIONS, which browsers send
# without a token.
#
# API Gateway matches a resource and a method together: requests that no named path matches, such as /auth or POST
# /auth/other, go to /{proxy+}. (Measured: https://github.com/ministackorg/ministack/pull/1423)

locals {
  checks_tokens = length(var.paths.tokens) > 0

  # "/" and "/{proxy+}" match everything; a named path overrides them.
  needs = merge(
    { "/" = "id_token", "/{proxy+}" = "id_token" },
    { for path in var.paths.public : path => "nothing" },
    { for path in var.paths.tokens : path => "token" },
  )
  authorization = {
    nothing  = { type = "NONE", authorizer = null, key = false }
    id_token = { type = "COGNITO_USER_POOLS", authorizer = aws_api_gateway_authorizer.id_tokens.id, key = var.usage_plan != null }
    token    = { type = "CUSTOM", authorizer = one(aws_api_gateway_authorizer.tokens[*].id), key = var.usage_plan != null }
  }
  methods = merge(
    { for path, need in local.needs : "ANY ${path}" => merge({ path = path, method = "ANY" }, local.authorization[need]) },
    { for path, need in local.needs : "OPTIONS ${path}" => merge({ path = path, method = "OPTIONS" }, local.authorization.nothing) if need != "nothing" },
  )

  # Every path with those above it, by how many segments they have: {1 = ["/auth", ...], 2 = ["/auth/login", ...]}.
  segments = { for path in keys(local.needs) : path => compact(split("/", path)) }
  by_depth = {
    for depth in range(1, 5) :
    depth => toset([for path, parts in local.segments : "/${join("/", slice(parts, 0, depth))}" if length(parts) >= depth])
  }
  ids = merge(
    { "/" = aws_api_gateway_rest_api.this.root_resource_id },
    { for path, resource in aws_api_gateway_resource.first : path => resource.id },
    { for path, resource in aws_api_gateway_resource.second : path => resource.id },
    { for path, resource in aws_api_gateway_resource.third : path => resource.id },
    { for path, resource in aws_api_gateway_resource.fourth : path => resource.id },
  )
}

# A resource refers to its parent, and instances of one Terraform resource cannot refer to each other.
resource "aws_api_gateway_resource" "first" {
  for_each = local.by_depth[1]

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = trimprefix(each.key, "/")
}

resource "aws_api_gateway_resource" "second" {
  for_each = local.by_depth[2]

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.first[dirname(each.key)].id
  path_part   = basename(each.key)
}

resource "aws_api_gateway_resource" "third" {
  for_each = local.by_depth[3]

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.second[dirname(each.key)].id
  path_part   = basename(each.key)
}

resource "aws_api_gateway_resource" "fourth" {
  for_each = local.by_depth[4]

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.third[dirname(each.key)].id
  path_part   = basename(each.key)
}

resource "aws_api_gateway_method" "this" {
  #checkov:skip=CKV_AWS_59:public paths are public: the greeting, the documents, signing in, and OPTIONS, which browsers send without a token
  #checkov:skip=CKV2_AWS_53:the function checks every body, query and path against its models and reports errors in its own format
  for_each = local.methods

  rest_api_id      = aws_api_gateway_rest_api.this.id
  resource_id      = local.ids[each.value.path]
  http_method      = each.value.method
  authorization    = each.value.type
  authorizer_id    = each.value.authorizer
  api_key_required = each.value.key
}

resource "aws_api_gateway_integration" "this" {
  for_each = local.methods

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_method.this[each.key].resource_id
  http_method             = aws_api_gateway_method.this[each.key].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = var.functions["api"].invoke_arn
  timeout_milliseconds    = 29000
}
