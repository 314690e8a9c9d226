# KIE as a second image provider. Its key is in Secrets Manager; Terraform gets only the secret's name.
kie = {
  secret   = "secretsmanager:dreamforge/dev/kie"
  base_url = "https://api.kie.ai"
  model    = "flux-2/pro-image-to-image"
}
