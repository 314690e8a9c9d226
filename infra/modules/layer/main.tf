# Packages that several functions share, unpacked by Lambda below /opt.

resource "aws_lambda_layer_version" "this" {
  layer_name               = var.name
  description              = "DreamForge: ${var.name}"
  filename                 = var.zip
  source_code_hash         = filebase64sha256(var.zip)
  compatible_runtimes      = [var.runtime]
  compatible_architectures = [var.architecture]

  # A version that is deleted stays with the functions that have it, and is not to be had for others: the new one first.
  lifecycle {
    create_before_destroy = true
  }
}
