# A text model through an application inference profile, which tags the cost. The functions may invoke the profile and the
# models that it routes to.
models = {
  text      = "arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/abc123"
  also_arns = ["arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-lite-v1:0"]
}
