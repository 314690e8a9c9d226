# A bucket: encrypted, versioned, private, over TLS only. Data is never deleted as a side effect: S3 refuses to delete a
# bucket that is not empty, and overwritten or deleted objects can be restored for some days.

resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:S3's access log would be one more bucket; every URL of an object is signed by a function that logs whom it is for, and CloudTrail's data events tell the rest where that is wanted
  #checkov:skip=CKV_AWS_144:a second region doubles the cost of what is kept; versions guard against mistakes, and S3 stores in three zones
  #checkov:skip=CKV2_AWS_6:the block is there (aws_s3_bucket_public_access_block.this), whole unless the bucket is a website, whose policy it would refuse
  #checkov:skip=CKV2_AWS_62:nothing waits for objects to arrive: callers say when they have uploaded
  bucket        = var.name
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  #checkov:skip=CKV_AWS_54:only a website's policy is public, and it lets everybody read and nothing else
  #checkov:skip=CKV_AWS_56:only a website's policy is public, and it lets everybody read and nothing else
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = !var.website
  restrict_public_buckets = !var.website
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    bucket_key_enabled = var.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

locals {
  everything = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
  deny       = { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = local.everything }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        merge(local.deny, { Sid = "TlsOnly", Condition = { Bool = { "aws:SecureTransport" = "false" } } }),
        merge(local.deny, { Sid = "ModernTls", Condition = { NumericLessThan = { "s3:TlsVersion" = "1.2" } } }),
      ],
      [
        for sid in ["ReadByAll"] :
        { Sid = sid, Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${aws_s3_bucket.this.arn}/*" }
        if var.website
      ],
    )
  })

  # S3 refuses a public policy while the block is active.
  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_s3_bucket_cors_configuration" "this" {
  count = length(var.cors_origins) > 0 ? 1 : 0

  bucket = aws_s3_bucket.this.id

  # Presigned GETs, and uploads by presigned forms. The signature authorizes; CORS only allows pages of these origins to try.
  cors_rule {
    allowed_origins = var.cors_origins
    allowed_methods = ["GET", "HEAD", "POST", "PUT"]
    allowed_headers = ["*"]
    expose_headers  = ["ETag"]
    max_age_seconds = 3000
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "unfinished-and-noncurrent"
    status = "Enabled"
    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
    noncurrent_version_expiration {
      noncurrent_days = var.noncurrent_days
    }
    expiration {
      expired_object_delete_marker = true
    }
  }

  dynamic "rule" {
    for_each = var.expire_orphans_days[*]

    content {
      id     = "orphans"
      status = "Enabled"

      filter {
        tag {
          key   = "state"
          value = "orphan"
        }
      }
      expiration {
        days = rule.value
      }
    }
  }

  dynamic "rule" {
    for_each = var.expire_prefixes

    content {
      id     = "expire-${trimsuffix(rule.key, "/")}"
      status = "Enabled"

      filter {
        prefix = rule.key
      }
      expiration {
        days = rule.value
      }
    }
  }

  # Uploads of presigned forms stay here until they are used. A form can be used repeatedly until it expires, so the
  # versions that it overwrites are removed soon, too.
  dynamic "rule" {
    for_each = var.expire_inbox_days[*]

    content {
      id     = "inbox"
      status = "Enabled"

      filter {
        prefix = "inbox/"
      }
      expiration {
        days = rule.value
      }
      noncurrent_version_expiration {
        noncurrent_days = 1
      }
    }
  }

  # Rules for versions require versioning.
  depends_on = [aws_s3_bucket_versioning.this]
}
