# A bucket's policy, encryption and lifecycle. Offline: no account is asked.

mock_provider "aws" {
  mock_resource "aws_s3_bucket" {
    defaults = {
      arn                         = "arn:aws:s3:::dreamforge-dev-assets"
      bucket_regional_domain_name = "dreamforge-dev-assets.s3.eu-west-1.amazonaws.com"
    }
  }
}

variables {
  name        = "dreamforge-dev-assets"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/0"
}

run "a_private_bucket_denies_and_allows_nobody" {
  assert {
    condition = {
      for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Effect => statement.Condition...
      } == {
      Deny = [{ Bool = { "aws:SecureTransport" = "false" } }, { NumericLessThan = { "s3:TlsVersion" = "1.2" } }]
    }
    error_message = "The policy is not: whatever comes without TLS 1.2 is denied."
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement :
      statement.Principal == "*" && statement.Action == "s3:*" && statement.Resource == ["arn:aws:s3:::dreamforge-dev-assets", "arn:aws:s3:::dreamforge-dev-assets/*"]
    ])
    error_message = "The Deny leaves a principal, an action, the bucket or its objects out."
  }
  assert {
    condition = alltrue([
      for block in ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"] :
      aws_s3_bucket_public_access_block.this[block]
    ])
    error_message = "The bucket can be made public."
  }
  assert {
    condition     = output.website_url == null
    error_message = "A private bucket has an address for everybody."
  }
}

run "objects_are_encrypted_with_the_key" {
  assert {
    condition = one(aws_s3_bucket_server_side_encryption_configuration.this.rule).bucket_key_enabled && one(
      one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default
    ) == { sse_algorithm = "aws:kms", kms_master_key_id = var.kms_key_arn }
    error_message = "Objects are not encrypted with the key, by way of a bucket key."
  }
}

run "what_was_deleted_can_be_brought_back" {
  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "The bucket keeps no versions."
  }
  assert {
    condition     = aws_s3_bucket.this.force_destroy == false
    error_message = "Destroying the bucket destroys what is in it."
  }
  assert {
    condition     = aws_s3_bucket_ownership_controls.this.rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "Objects may belong to others."
  }
}

run "nothing_that_is_current_expires_unless_asked" {
  assert {
    condition     = [for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.id] == ["unfinished-and-noncurrent"]
    error_message = "A rule stands there that nobody asked for."
  }
  assert {
    condition = alltrue([
      for rule in aws_s3_bucket_lifecycle_configuration.this.rule :
      rule.abort_incomplete_multipart_upload[0].days_after_initiation == 7 && rule.noncurrent_version_expiration[0].noncurrent_days == 30
    ])
    error_message = "Incomplete uploads or old versions are never removed."
  }
  assert {
    condition     = length(aws_s3_bucket_cors_configuration.this) == 0
    error_message = "Pages of any origin are let in that nobody named."
  }
}

run "orphans_expire_by_the_tag_that_the_service_sets" {
  variables {
    expire_orphans_days = 7
    expire_prefixes     = { "uploads/" = 30 }
    expire_inbox_days   = 2
    cors_origins        = ["https://shop.example.com"]
  }

  assert {
    condition = {
      for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.id => rule.expiration[0].days
      if rule.id != "unfinished-and-noncurrent"
    } == { orphans = 7, expire-uploads = 30, inbox = 2 }
    error_message = "Orphans and uploads do not expire when asked."
  }
  assert {
    condition = {
      for rule in aws_s3_bucket_lifecycle_configuration.this.rule :
      rule.id => try("${rule.filter[0].tag[0].key}=${rule.filter[0].tag[0].value}", rule.filter[0].prefix)
      if rule.id != "unfinished-and-noncurrent"
    } == { orphans = "state=orphan", expire-uploads = "uploads/", inbox = "inbox/" }
    error_message = "The rules are for other objects than orphans and uploads."
  }
  assert {
    condition = alltrue([
      for tag in flatten(aws_s3_bucket_lifecycle_configuration.this.rule[*].filter[*].tag) :
      strcontains(file("../../../backend/adapters/s3/media.py"), "Tagging=\"${tag.key}=${tag.value}\"")
    ])
    error_message = "The service tags orphans otherwise (backend/adapters/s3/media.py)."
  }
  assert {
    condition = [
      for rule in aws_s3_bucket_lifecycle_configuration.this.rule :
      strcontains(file("../../../backend/adapters/s3/presigned_post.py"), "INBOX = \"${rule.filter[0].prefix}\"")
      if rule.id == "inbox"
    ] == [true]
    error_message = "Forms upload under another prefix (backend/adapters/s3/presigned_post.py)."
  }
  assert {
    condition = [
      for rule in aws_s3_bucket_lifecycle_configuration.this.rule : one(rule.noncurrent_version_expiration).noncurrent_days
      if rule.id == "inbox"
    ] == [1]
    error_message = "What a form overwrites in the inbox stays."
  }
  assert {
    condition     = one(aws_s3_bucket_cors_configuration.this[0].cors_rule).allowed_origins == toset(["https://shop.example.com"])
    error_message = "CORS is not for the origins that were named."
  }
}

run "a_website_is_read_by_all_and_written_by_nobody" {
  variables {
    kms_key_arn = null
    website     = true
  }

  assert {
    condition = [
      for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement :
      { action = statement.Action, resource = statement.Resource } if statement.Effect == "Allow"
    ] == [{ action = "s3:GetObject", resource = "arn:aws:s3:::dreamforge-dev-assets/*" }]
    error_message = "Everybody may do more, or less, than read the objects."
  }
  assert {
    condition     = length([for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : 1 if statement.Effect == "Deny"]) == 2
    error_message = "The website may be read without TLS."
  }
  assert {
    condition     = aws_s3_bucket_public_access_block.this.block_public_acls && aws_s3_bucket_public_access_block.this.ignore_public_acls
    error_message = "ACLs may open single objects."
  }
  assert {
    condition     = output.website_url == "https://dreamforge-dev-assets.s3.eu-west-1.amazonaws.com/"
    error_message = "The address is not that of the bucket over https."
  }
  assert {
    condition     = aws_s3_bucket_server_side_encryption_configuration.this.rule != null && one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "Without a key the objects are not encrypted by S3."
  }
}

run "refuses_a_website_that_nobody_could_decrypt" {
  command = plan

  variables {
    website = true
  }

  expect_failures = [var.website]
}

run "refuses_wrong_input" {
  command = plan

  variables {
    name                = "dream.forge"
    kms_key_arn         = "alias/dreamforge"
    cors_origins        = ["https://shop.example.com/"]
    expire_orphans_days = 0
    expire_prefixes     = { "" = 1 }
    expire_inbox_days   = 0
    noncurrent_days     = 0
  }

  expect_failures = [
    var.name, var.kms_key_arn, var.cors_origins, var.expire_orphans_days, var.expire_prefixes, var.expire_inbox_days,
    var.noncurrent_days,
  ]
}
