# Permissions for Bedrock: the configured models and no others.
#
# An inference profile (us.anthropic...) has its own ARN and routes to a model in several regions, which must be allowed,
# too, but only through the profile.
# https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html

locals {
  model_ids = {
    text  = concat([var.models.text], var.models.text_fallbacks)
    image = concat([var.models.image], var.models.restyle[*])
  }
  models = {
    for kind, ids in local.model_ids : kind => {
      profiles = [
        for id in ids : "${local.prefix}:bedrock:${local.called_in[kind]}:${local.account}:inference-profile/${id}"
        if can(regex(local.geography, id))
      ]
      # In every region that the profile routes to; the ARN of a global profile has none.
      behind = [
        for id in ids : "${local.prefix}:bedrock:*::foundation-model/${replace(id, "/${local.geography}/", "")}"
        if can(regex(local.geography, id))
      ]
      direct = [
        for id in ids : startswith(id, "arn:") ? id : "${local.prefix}:bedrock:${local.called_in[kind]}::foundation-model/${id}"
        if !can(regex(local.geography, id))
      ]
    }
  }

  # CountTokens takes a model's own id, never that of an inference profile.
  counted = [
    for call in [local.calls["models.text"]] : "${local.prefix}:bedrock:${var.region}::foundation-model/${call.bare}"
    if !strcontains(call.id, ":application-inference-profile/")
  ]

  # The API and the worker read text through ConverseStream, and through Converse from families that stream no tools.
  converse = concat(["bedrock:InvokeModel"], var.models.streaming ? ["bedrock:InvokeModelWithResponseStream"] : [])
  ask_models = {
    for sid, statement in {
      TextModels = {
        actions    = local.converse
        resources  = concat(local.models.text.profiles, local.models.text.direct, var.models.also_arns)
        conditions = {}
      }
      TextModelsBehind = {
        actions    = local.converse
        resources  = local.models.text.behind
        conditions = { StringLike = { "bedrock:InferenceProfileArn" = local.models.text.profiles } }
      }
      ImageModel = {
        actions    = ["bedrock:InvokeModel"]
        resources  = concat(local.models.image.profiles, local.models.image.direct)
        conditions = {}
      }
      ImageModelBehind = {
        actions    = ["bedrock:InvokeModel"]
        resources  = local.models.image.behind
        conditions = { StringLike = { "bedrock:InferenceProfileArn" = local.models.image.profiles } }
      }
      Guardrail = {
        actions    = ["bedrock:ApplyGuardrail"]
        resources  = [for id in local.guardrail : startswith(id, "arn:") ? id : "${local.prefix}:bedrock:${var.region}:${local.account}:guardrail/${id}"]
        conditions = {}
      }
    } : sid => statement if length(statement.resources) > 0
  }
  guardrail = [for id in var.models.guardrail[*] : split("@", id)[0]]
}
