"""What a family of text models refuses of a Converse request that is well formed. The messages are AWS's own."""

import json
from collections.abc import Iterator
from typing import Any

from backend.local.bedrock.text_traits import Sampling, TextTraits, ToolSchema
from backend.local.bedrock.wire import JSON, ServiceError, invalid

MAX_CACHE_POINTS = 4
_BARE = frozenset({"type", "properties", "required"})


def check_text(traits: TextTraits, body: JSON, *, streaming: bool) -> None:
    """Raises ValidationException, or AccessDeniedException for a cachePoint where there is no prompt cache."""
    _check_system(traits, body)
    _check_limit(traits, body.get("inferenceConfig", {}))
    if "toolConfig" in body:
        _check_tools(traits, body["toolConfig"], streaming=streaming)
    _check_output(traits, body.get("outputConfig", {}))
    _check_cache_points(traits, body)
    _check_sampling(traits, body.get("inferenceConfig", {}))
    _check_schemas(traits, body.get("toolConfig", {}))


def _check_system(traits: TextTraits, body: JSON) -> None:
    if body.get("system") and not traits.system:
        raise invalid(
            "This model doesn't support system messages. Try again without system messages or use a model that "
            "supports system messages."
        )


def _check_limit(traits: TextTraits, inference: JSON) -> None:
    if inference.get("maxTokens", 0) > traits.max_output:
        raise invalid(
            f"The maximum tokens you requested exceeds the model limit of {traits.max_output}. Try again with a "
            f"maximum tokens value that is lower than {traits.max_output}."
        )


def _check_tools(traits: TextTraits, config: JSON, *, streaming: bool) -> None:
    if not traits.tools:
        raise invalid("This model doesn't support tool use.")
    if streaming and not traits.streaming_tools:
        raise invalid("This model doesn't support tool use in streaming mode.")
    for choice in config.get("toolChoice", {}):
        if choice not in traits.tool_choices:
            field = f"toolConfig.toolChoice.{choice}"
            raise invalid(f"This model doesn't support the {field} field. Remove {field} and try again.")


def _check_output(traits: TextTraits, config: JSON) -> None:
    if "textFormat" not in config:
        return
    if not traits.structured_output:
        field = "outputConfig.textFormat"
        raise invalid(f"This model doesn't support the {field} field. Remove {field} and try again.")
    check_format(config["textFormat"])


def check_format(text_format: JSON) -> JSON:
    """The schema of a structured output, which is sent as text. Objects must be closed, arrays unbounded."""
    try:
        schema: Any = json.loads(text_format["structure"]["jsonSchema"]["schema"])
    except ValueError:
        schema = None
    if not isinstance(schema, dict):
        raise invalid("The value at outputConfig.textFormat.structure.jsonSchema.schema is not a valid JSON schema.")
    for part in _parts(schema):
        if part.get("type") == "object" and part.get("additionalProperties") is not False:
            raise _from_model(
                "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false"
            )
        for keyword in {"maxItems", "minimum", "maximum", "minLength", "maxLength"} & part.keys():
            kind = part.get("type")
            raise _from_model(f"output_config.format.schema: For '{kind}' type, property '{keyword}' is not supported")
    return schema


def _check_cache_points(traits: TextTraits, body: JSON) -> None:
    points = list(_cache_points(body))
    if points and not traits.cache_points:
        raise ServiceError(
            "AccessDeniedException",
            "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for "
            "more information.",
        )
    for place, path in points:
        if place not in traits.cache_points:
            raise _validation_error(f"#/{path}: extraneous key [cachePoint] is not permitted")
    if len(points) > MAX_CACHE_POINTS:
        raise _from_model(
            f"A maximum of {MAX_CACHE_POINTS} blocks with cache_control may be provided. Found {len(points)}."
        )


def _cache_points(body: JSON) -> Iterator[tuple[str, str]]:
    """(`tools`, `toolConfig/tools/1`) for each, in the order in which the model reads them."""
    tools = enumerate(body.get("toolConfig", {}).get("tools", []))
    yield from (("tools", f"toolConfig/tools/{at}") for at, tool in tools if "cachePoint" in tool)
    system = enumerate(body.get("system", []))
    yield from (("system", f"system/{at}") for at, block in system if "cachePoint" in block)
    for index, message in enumerate(body.get("messages", [])):
        for at, block in enumerate(message["content"]):
            if "cachePoint" in block:
                yield "messages", f"messages/{index}/content/{at}"


def _check_sampling(traits: TextTraits, inference: JSON) -> None:
    given = {"topP": "top_p", "temperature": "temperature"}
    sent = [name for field, name in given.items() if field in inference]
    if traits.sampling is Sampling.NEITHER and sent:
        raise _from_model(f"`{sent[-1]}` is deprecated for this model.")
    if traits.sampling is Sampling.ONE and len(sent) > 1:
        raise _from_model("`temperature` and `top_p` cannot both be specified for this model. Please use only one.")


def _check_schemas(traits: TextTraits, config: JSON) -> None:
    for index, tool in enumerate(config.get("tools", [])):
        # What is no object at all is refused with the conversation's own rules.
        if "toolSpec" in tool and isinstance(tool["toolSpec"]["inputSchema"]["json"], dict):
            _check_schema(traits, index, tool["toolSpec"]["inputSchema"]["json"])


def _check_schema(traits: TextTraits, index: int, schema: JSON) -> None:
    if traits.tool_schema is ToolSchema.BARE:
        extra = next((key for key in schema if key not in _BARE), None)
        if extra is not None:
            path = f"#/toolConfig/tools/{index}/toolSpec/inputSchema/json"
            raise _validation_error(f"{path}: extraneous key [{extra}] is not permitted")
    if traits.tool_schema is ToolSchema.NO_ADDITIONAL and any(
        "additionalProperties" in part for part in _parts(schema)
    ):
        raise invalid("'string' is not of type 'object', 'boolean'")


def _parts(schema: Any) -> Iterator[JSON]:
    """Every object in a JSON schema, the outermost first."""
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from _parts(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _parts(value)


def _from_model(message: str) -> ServiceError:
    """An error of the model's own, as Converse passes it on."""
    return invalid(f"The model returned the following errors: {message}")


def _validation_error(problem: str) -> ServiceError:
    return _from_model(f"Malformed input request: {problem}, please reformat your input and try again.")
