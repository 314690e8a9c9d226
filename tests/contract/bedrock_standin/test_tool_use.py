"""Tools in Converse: chosen by what the caller says of them, filled from the request, their results read."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from backend.local.bedrock import BedrockStandIn
from backend.local.documents import tool_list

MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


def tool(name: str, description: str, properties: dict[str, Any], *required: str) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": list(required)}
    return {"toolSpec": {"name": name, "description": description, "inputSchema": {"json": schema}}}


ORDER_ID = {**TEXT, "pattern": "^ord_[0-9]+$"}
BOX = [
    tool(
        "get_weather", "Get the weather of a city.", {"city": TEXT, "unit": {"enum": ["celsius", "fahrenheit"]}}, "city"
    ),
    tool("calculator", "Evaluates an arithmetic expression.", {"expression": TEXT}, "expression"),
    tool(
        "send_email",
        "Sends an email.",
        {"to": {**TEXT, "format": "email"}, "subject": TEXT, "body": TEXT},
        "to",
        "body",
    ),
    tool(
        "search_books", "Searches the library for books by title or author.", {"query": TEXT, "limit": WHOLE}, "query"
    ),
    tool("reserve_book", "Reserves a book. Needs the book_id that search_books gives.", {"book_id": TEXT}, "book_id"),
    tool(
        "create_event",
        "Adds an event to the calendar.",
        {"title": TEXT, "date": {**TEXT, "format": "date"}},
        "title",
        "date",
    ),
    tool("list_events", "Lists the events of the calendar.", {"date": {**TEXT, "format": "date"}}),
    tool("cancelOrder", "Cancel an order by its id", {"orderId": ORDER_ID}, "orderId"),
    tool("getOrderStatus", "Look up the status of an order", {"orderId": ORDER_ID}, "orderId"),
    tool(
        "translate_text",
        "Translate text",
        {"text": TEXT, "target_language": {**TEXT, "pattern": "^[a-z]{2}$"}},
        "text",
        "target_language",
    ),
]
SHOP = [
    {"toolSpec": {"name": t["name"], "description": t["description"], "inputSchema": {"json": t["inputSchema"]}}}
    for t in tool_list()
]
PRODUCT, LISTING = "prd_01M80P3EPF91CYZJMERZJXK7QH", "lst_01M80P3EPF91CYZJMERZJXK7QH"
TOMORROW = (datetime.now(UTC).date() + timedelta(days=1)).isoformat()


class Talk:
    """A conversation in which the caller carries the tools out."""

    def __init__(self, client: Any, tools: list[Any], choice: dict[str, Any] | None = None) -> None:
        self._client = client
        self.config: dict[str, Any] = {"tools": tools} | ({"toolChoice": choice} if choice else {})
        self._messages: list[dict[str, Any]] = []

    def say(self, text: str) -> Any:
        return self._send([{"text": text}])

    def give(self, *results: Any, failed: bool = False) -> Any:
        """Answers the tool calls of the last message."""
        uses = [block["toolUse"] for block in self._messages[-1]["content"] if "toolUse" in block]
        blocks = [_result(use, result, failed=failed) for use, result in zip(uses, results, strict=True)]
        return self._send(blocks)

    def _send(self, content: list[Any]) -> Any:
        self._messages.append({"role": "user", "content": content})
        answer = self._client.converse(modelId=MODEL, messages=self._messages, toolConfig=self.config)
        self._messages.append(answer["output"]["message"])
        block = answer["output"]["message"]["content"][0]
        if "toolUse" not in block:
            assert answer["stopReason"] == "end_turn"
            return block["text"]
        assert answer["stopReason"] == "tool_use"
        use = block["toolUse"]
        schema = next(
            t["toolSpec"]["inputSchema"]["json"] for t in self.config["tools"] if t["toolSpec"]["name"] == use["name"]
        )
        Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(use["input"])
        return use["name"], use["input"]


def _result(use: Any, result: Any, *, failed: bool) -> dict[str, Any]:
    content = {"text": result} if isinstance(result, str) else {"json": result}
    return {
        "toolResult": {"toolUseId": use["toolUseId"], "content": [content], "status": "error" if failed else "success"}
    }


@pytest.fixture
def talk(client: Any) -> Callable[..., Talk]:
    return lambda tools, choice=None: Talk(client, tools, choice)


# ---- choosing and filling


@pytest.mark.parametrize(
    ("said", "name", "given"),
    [
        ("What is the weather in Paris?", "get_weather", {"city": "Paris"}),
        ("¿Qué tiempo hace en Buenos Aires?", "get_weather", {"city": "Buenos Aires"}),
        ("Como está o tempo em São Paulo?", "get_weather", {"city": "São Paulo"}),
        ("Weather in Oslo in fahrenheit, please", "get_weather", {"city": "Oslo", "unit": "fahrenheit"}),
        ("calculate 12 * (3 + 4)", "calculator", {"expression": "12 * (3 + 4)"}),
        ("¿Cuánto es 25 * 4?", "calculator", {"expression": "25 * 4"}),
        ("Envía un correo a ana@example.com que diga hola", "send_email", {"to": "ana@example.com", "body": "hola"}),
        ("Cancela el pedido ord_123", "cancelOrder", {"orderId": "ord_123"}),
        ("Qual é o estado do pedido ord_7?", "getOrderStatus", {"orderId": "ord_7"}),
        ('Traduce "buenos días" al inglés', "translate_text", {"text": "buenos días", "target_language": "en"}),
        ('Agenda una reunión "Revisión" para mañana', "create_event", {"title": "Revisión", "date": TOMORROW}),
        ("What events do I have tomorrow?", "list_events", {"date": TOMORROW}),
        ("Procure livros sobre baleias", "search_books", {"query": "livros sobre baleias"}),
        ("Show 3 books about whales", "search_books", {"query": "3 books about whales", "limit": 3}),
    ],
)
def test_a_tool_for_a_request(talk: Callable[..., Talk], said: str, name: str, given: dict[str, Any]) -> None:
    """In three languages, by names, descriptions and schemas that the caller sent."""
    for tools in (BOX, BOX[::-1]):
        chosen, filled = talk(tools).say(said)
        assert (chosen, {**filled, **given}) == (name, filled)


@pytest.mark.parametrize(
    ("said", "name", "given"),
    [
        (
            "Crea un póster de Medellín por 25 dólares",
            "create_product",
            {"q": "un póster de Medellín", "price_cents": 2500, "kind": "poster"},
        ),
        (
            "Create and publish a card for Ana & Luis at $12.50",
            "create_product",
            {"price_cents": 1250, "kind": "card", "publish": True},
        ),
        ("Quem sou eu?", "get_me", {}),
        ("Muéstrame mis productos", "list_products", {}),
        ("Mostre os pedidos entregues", "list_orders", {"status": "delivered"}),
        ("What is for sale under 20 dollars?", "list_listings", {"max_price_cents": 2000}),
        (f"Borra el producto {PRODUCT}", "delete_product", {"product_id": PRODUCT}),
        (
            f"change the price of {LISTING} to 30 dollars",
            "update_listing",
            {"listing_id": LISTING, "price_cents": 3000},
        ),
        (f'Change the title of {PRODUCT} to "Faro"', "update_product", {"product_id": PRODUCT, "title": "Faro"}),
        (f"archive {PRODUCT}", "update_product", {"product_id": PRODUCT, "status": "archived"}),
        ("Dame un eco de alegría", "get_random_echo", {"emotion": "joy"}),
        ("¿Qué pósteres de café hay?", "ask_catalogue", {"message": "¿Qué pósteres de café hay?"}),
        ("Generate a picture of a fox in 16:9", "generate_picture", {"aspect_ratio": "16:9"}),
        ("list the admins", "list_users", {"role": "admin"}),
        ("Show the last 3 products", "list_products", {"limit": 3}),
    ],
)
def test_the_tools_of_the_service(talk: Callable[..., Talk], said: str, name: str, given: dict[str, Any]) -> None:
    """Which are to it tools like any others, in any order."""
    for tools in (SHOP, SHOP[::-1]):
        chosen, filled = talk(tools).say(said)
        assert (chosen, {**filled, **given}) == (name, filled)


@pytest.mark.parametrize("said", ["Hello", "gracias", "tell me a joke", "What is the capital of France?", "faro"])
@pytest.mark.parametrize("tools", [BOX, SHOP], ids=["box", "shop"])
def test_what_no_tool_is_for(talk: Callable[..., Talk], said: str, tools: list[Any]) -> None:
    """Is answered in words."""
    assert isinstance(talk(tools).say(said), str)


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("Cancel my order", "To do that I need"),
        ("Cancela mi pedido", "Para eso necesito"),
        ("Cancele o meu pedido", "Para isso"),
    ],
)
def test_what_is_lacking_is_asked_for(talk: Callable[..., Talk], said: str, begins: str) -> None:
    """Rather than made up: nobody but the person knows which order."""
    answer = talk(BOX).say(said)
    assert answer.startswith(begins)
    assert "orderId" in answer


def test_what_is_not_wanted_is_not_done(talk: Callable[..., Talk]) -> None:
    """Neither as an argument nor as a step."""
    talking = talk(SHOP)
    name, given = talking.say("Create a poster of cats, dogs and birds, but do not publish it")
    assert (name, given["q"], given.get("publish", False)) == (
        "create_product",
        "a poster of cats, dogs and birds",
        False,
    )
    assert isinstance(talking.give({"product_id": PRODUCT, "status": "draft", "title": "Cats"}), str)


# ---- results


def test_ids_of_results_are_used(talk: Callable[..., Talk]) -> None:
    """Of the item that the step names; the rest of the request follows."""
    found = {"books": [{"id": 7, "title": "Moby-Dick"}, {"id": "b8", "title": "Whales of the South"}]}
    talking = talk(BOX)
    assert talking.say("Find books about whales and reserve Whales of the South")[0] == "search_books"
    assert talking.give(found) == ("reserve_book", {"book_id": "b8"})
    assert "Whales of the South" in talking.give("Reserved: Whales of the South until Friday.")


def test_what_is_needed_is_looked_up(talk: Callable[..., Talk]) -> None:
    """`Delete my poster of Medellín` names no id: the list has it."""
    products = {
        "items": [
            {"product": {"product_id": PRODUCT[:-1] + "A", "title": "Bogotá"}},
            {"product": {"product_id": PRODUCT, "title": "Medellín"}},
        ],
        "has_more": False,
    }
    talking = talk(SHOP)
    assert talking.say("Borra mi póster de Medellín")[0] == "list_products"
    assert talking.give(products) == ("delete_product", {"product_id": PRODUCT})
    assert talking.give({"done": True}) == "Listo: “Medellín”."


def test_what_is_not_found_is_said(talk: Callable[..., Talk]) -> None:
    """Nothing else is deleted in its place."""
    talking = talk(SHOP)
    talking.say("Delete my poster of Quito")
    answer = talking.give({"items": [{"product": {"product_id": PRODUCT, "title": "Medellín"}}], "has_more": False})
    assert answer.startswith("I did not find")


@pytest.mark.parametrize("form", [json.dumps, lambda value: value], ids=["text", "json"])
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("make a poster of Medellín for 25 dollars, publish it, tell me its address", "Done"),
        ("Haz un póster de Medellín por 25 dólares, publícalo y dime su dirección", "Listo"),
        ("Faça um cartaz de Medellín por 25 dólares, publique-o e me diga o endereço", "Pronto"),
    ],
)
def test_several_steps(talk: Callable[..., Talk], said: str, told: str, form: Callable[[Any], Any]) -> None:
    """One call after the other, then the answer, in the language of the request."""
    talking = talk(SHOP)
    name, given = talking.say(said)
    assert (name, given["price_cents"]) == ("create_product", 2500)
    made = {"job_id": "job_" + PRODUCT[4:], "state": "success", "result": {"ids": {"product_id": PRODUCT}}}
    assert talking.give(form(made)) == ("update_product", {"product_id": PRODUCT, "status": "active"})
    media = [{"url": "http://127.0.0.1:9/a.png?x=1", "key": "a.png"}]
    shown = {"product": {"product_id": PRODUCT, "title": "Medellín", "status": "active", "media": media}}
    answer = talking.give(form({**shown, "listing": {"price_cents": 2500, "currency": "USD"}}))
    assert answer == f"{told}: “Medellín”, 25.00 USD, active. http://127.0.0.1:9/a.png?x=1"


def test_a_job_is_waited_for(talk: Callable[..., Talk]) -> None:
    """As long as its state is not an end, by the tool that takes its id."""
    talking = talk(SHOP)
    job = "job_" + PRODUCT[4:]
    talking.say("Make a poster of a fox")
    for state in ("waiting", "generating"):
        assert talking.give({"job_id": job, "state": state, "progress": 10}) == ("get_job", {"job_id": job})
    assert talking.give({"job_id": job, "state": "success", "title": "A fox"}).startswith("Done: “A fox”")


def test_a_job_that_never_ends_is_given_up(talk: Callable[..., Talk]) -> None:
    """After a dozen looks."""
    talking = talk(SHOP)
    following = talking.say("Make a poster of a fox")
    for _ in range(20):
        if isinstance(following, str):
            return
        following = talking.give({"job_id": "job_" + PRODUCT[4:], "state": "waiting"})
    pytest.fail("it asks without end")


def test_results_of_earlier_requests_are_known(talk: Callable[..., Talk]) -> None:
    """`And what does it cost?` is about what was made before."""
    talking = talk(SHOP)
    talking.say("Make a poster of a fox")
    talking.give({"product_id": PRODUCT, "title": "A fox", "price_cents": 1900, "currency": "USD"})
    assert talking.say("publish it") == ("update_product", {"product_id": PRODUCT, "status": "active"})
    talking.give({"product_id": PRODUCT, "status": "active"})
    assert "19.00 USD" in talking.say("What is its price?")


def test_a_list_is_reported(talk: Callable[..., Talk]) -> None:
    """By what its items are called."""
    talking = talk(BOX)
    talking.say("¿Qué eventos tengo mañana?")
    answer = talking.give({"events": [{"id": 1, "title": "Revisión"}, {"id": 2, "title": "Almuerzo"}]})
    assert answer == "Encontré 2: Revisión; Almuerzo."


def test_an_empty_list_is_reported(talk: Callable[..., Talk]) -> None:
    """In words, too."""
    talking = talk(BOX)
    talking.say("What events do I have tomorrow?")
    assert talking.give({"events": []}) == "I found nothing."


def test_words_are_passed_on(talk: Callable[..., Talk]) -> None:
    """What a tool says in words is the answer."""
    talking = talk(BOX)
    talking.say("What is the weather in Paris?")
    assert talking.give("Sunny, 21 degrees.") == "Sunny, 21 degrees."


# ---- failures


def test_a_failure_is_reported(talk: Callable[..., Talk]) -> None:
    """With the tool's reason, and no other tool is called in its place."""
    talking = talk(BOX)
    talking.say("Cancela el pedido ord_123")
    answer = talking.give({"error": "conflict", "message": "It was shipped already."}, failed=True)
    assert answer.startswith("No pude")
    assert "It was shipped already." in answer


def test_a_passing_failure_is_tried_again_once(talk: Callable[..., Talk]) -> None:
    """The same call, then the report."""
    talking = talk(BOX)
    first = talking.say("What is the weather in Paris?")
    assert talking.give("The request timed out.", failed=True) == first
    assert talking.give("The request timed out.", failed=True).startswith("I could not")


def test_an_argument_that_is_refused_is_left_out_once(talk: Callable[..., Talk]) -> None:
    """Where the tool's error names it and it is optional."""
    talking = talk(BOX)
    talking.say("Weather in Oslo in fahrenheit")
    assert talking.give("unit is not supported", failed=True) == ("get_weather", {"city": "Oslo"})
    assert talking.give("Cloudy.") == "Cloudy."


def test_steps_after_a_failure_are_not_done(talk: Callable[..., Talk]) -> None:
    """What was not made cannot be published."""
    talking = talk(SHOP)
    talking.say("Make a poster of a fox, publish it")
    answer = talking.give({"error": "content_refused", "message": "Not this."}, failed=True)
    assert isinstance(answer, str)
    assert "Not this." in answer


# ---- toolChoice


@pytest.mark.parametrize("text", ["What is the weather in Paris?", "Hello", "1", "Hazme una imagen de Colombia"])
@pytest.mark.parametrize("spec", [*BOX, *SHOP], ids=lambda spec: spec["toolSpec"]["name"])
def test_a_forced_tool_is_called(talk: Callable[..., Talk], spec: Any, text: str) -> None:
    """With an input that fits its schema, whatever was said."""
    name = spec["toolSpec"]["name"]
    assert talk(BOX + SHOP, {"tool": {"name": name}}).say(text)[0] == name


def test_any_takes_the_best(talk: Callable[..., Talk]) -> None:
    """Not the first."""
    assert talk(BOX[::-1], {"any": {}}).say("What is the weather in Paris?") == ("get_weather", {"city": "Paris"})


@pytest.mark.parametrize("text", ["Hello", "?", "tell me a joke"])
def test_any_always_calls(talk: Callable[..., Talk], text: str) -> None:
    """Some tool, where none fits."""
    assert isinstance(talk(SHOP, {"any": {}}).say(text), tuple)


def test_a_result_is_not_the_end_for_any(talk: Callable[..., Talk]) -> None:
    """The caller asked for a call in every turn."""
    talking = talk(BOX, {"any": {}})
    talking.say("What is the weather in Paris?")
    assert isinstance(talking.give("Sunny."), tuple)


# ---- streams


def test_a_call_in_a_stream(standin: BedrockStandIn, client: Any) -> None:
    """Its name at the start of the block, its input in pieces of JSON, the reason at the end."""
    asked = {"role": "user", "content": [{"text": "Crea un póster de Medellín por 25 dólares"}]}
    answer = client.converse_stream(modelId=MODEL, messages=[asked], toolConfig={"tools": SHOP})
    events = list(answer["stream"])
    start = next(event["contentBlockStart"] for event in events if "contentBlockStart" in event)
    assert start["start"]["toolUse"]["name"] == "create_product"
    pieces = [e["contentBlockDelta"]["delta"]["toolUse"]["input"] for e in events if "contentBlockDelta" in e]
    assert json.loads("".join(pieces))["price_cents"] == 2500
    assert [event["messageStop"]["stopReason"] for event in events if "messageStop" in event] == ["tool_use"]
