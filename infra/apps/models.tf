# Which model can be called where. models.json is written by `make openapi` from the service's own catalogue
# (backend/adapters/bedrock/families), so Terraform refuses at plan time what the service would refuse at its start.

locals {
  catalogue = jsondecode(file("${path.module}/models.json"))
  geography = "^(${join("|", local.catalogue.geographies)})\\."
  image_in  = coalesce(var.models.image_region, var.region)
  called_in = { text = var.region, image = local.image_in, restyle = local.image_in }

  configured = merge(
    { "models.text" = { id = var.models.text, kind = "text" } },
    { for at, id in var.models.text_fallbacks : "models.text_fallbacks[${at}]" => { id = id, kind = "text" } },
    { "models.image" = { id = var.models.image, kind = "image" } },
    { for id in var.models.restyle[*] : "models.restyle" => { id = id, kind = "restyle" } },
  )
  # An ARN's last part, or the id, is a model's own id, with or without a geography before it.
  calls = {
    for name, model in local.configured : name => {
      id         = model.id
      kind       = model.kind
      region     = local.called_in[model.kind]
      setting    = model.kind == "text" ? "region" : "models.image_region"
      arn_region = startswith(model.id, "arn:") ? split(":", model.id)[3] : null
      geography  = try(regex(local.geography, replace(model.id, "/^arn:.*//", ""))[0], "")
      bare       = replace(replace(model.id, "/^arn:.*//", ""), "/${local.geography}/", "")
    }
  }
  known = {
    for name, call in local.calls : name => one(slice(
      [for entry in local.catalogue[call.kind] : entry if can(regex(entry.pattern, call.bare))], 0,
      min(1, length([for entry in local.catalogue[call.kind] : entry if can(regex(entry.pattern, call.bare))])),
    ))
  }
  # An ARN names its own region, and is how a model is used in a region that the catalogue does not know.
  misplaced = {
    for name, call in local.calls : name => call
    if call.arn_region == null && local.known[name] != null && try(local.known[name].retired, null) == null
    && try(local.known[name].places, null) != null
    && !contains(call.geography == "" ? try(local.known[name].places.on_demand, []) : try(local.known[name].places.profiles[call.geography], []), call.region)
  }
  # What would do instead: other ids in the same region, else other regions for the same id, else any region.
  ids_here = {
    for name, call in local.misplaced : name => concat(
      contains(local.known[name].places.on_demand, call.region) ? [call.bare] : [],
      [for geography, regions in local.known[name].places.profiles : "${geography}.${call.bare}" if geography != "global" && contains(regions, call.region)],
      contains(try(local.known[name].places.profiles.global, []), call.region) ? ["global.${call.bare}"] : [],
    )
  }
  regions_there = {
    for name, call in local.misplaced : name => (
      call.geography == "" ? local.known[name].places.on_demand : try(local.known[name].places.profiles[call.geography], [])
    )
  }
  any_region = {
    for name, call in local.misplaced : name => distinct(concat(local.known[name].places.on_demand, flatten(values(local.known[name].places.profiles))))
  }
  gone = { for name, call in local.calls : name => local.known[name] if try(local.known[name].retired, null) != null }

  model_problems = concat(
    [
      for name, call in local.misplaced : format("%s: %s is not available in %s; %s.", name, call.id, call.region,
        length(local.ids_here[name]) > 0 ? "use ${join(" or ", local.ids_here[name])}"
        : "set ${call.setting} to ${join(" or ", length(local.regions_there[name]) > 0 ? local.regions_there[name] : local.any_region[name])}"
      )
    ],
    [
      for name, call in local.calls : "${name}: ${call.id} is an ARN of ${call.arn_region}, and is called from ${call.region}; use one of ${call.region}."
      if call.arn_region != null && !contains(["", call.region], coalesce(call.arn_region, call.region))
    ],
    [
      for name, call in local.calls : "${name}: ${call.id} cannot call tools, which briefs need; use another model."
      if !try(local.known[name].tools, true)
    ],
    # A fallback may be at its end of life, and is skipped; something has to be left.
    [
      for kind in ["text", "image"] : join(" ", [
        for name, known in local.gone : "${name}: ${local.calls[name].id} reached its end of life on ${known.retired}; use ${known.replacement}."
        if local.calls[name].kind == kind
      ])
      if alltrue([for name, call in local.calls : contains(keys(local.gone), name) if call.kind == kind])
    ],
  )
}

output "models" {
  description = "The models that the service asks, and the region where each is called."
  value       = { for name, call in local.calls : name => { id = call.id, region = call.region } }

  precondition {
    condition     = length(local.model_problems) == 0
    error_message = join("\n", local.model_problems)
  }
}
