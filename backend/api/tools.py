"""What agents are told of the operations that are tools. routes.py says which is whose.

Texts are for a model that chooses between tools: when to use it, what it gives, what comes next.
"""

from backend.api.answers import Job
from backend.framework.routing.tool import Tool

_PICTURES = " URLs open for some minutes; ask again for new ones."
_WAITS = " Waits up to 20 seconds; if it is not done then, call get_job with the job_id."
_STARTED = ("state", "error", "job_id")
_JOB = ("state", "progress", "step", "error", "kind", "job_id")
_MEDIA = ("url", "type", "key")  # the picture itself is a block of the result, so its preview needs no URL
_PICTURE = tuple(f"result.media.{name}" for name in _MEDIA)
_VARIATION = (
    "result.variations.art_key",
    "result.variations.seed",
    *(f"result.variations.media.{name}" for name in _MEDIA),
)
_CREATION = (
    *(f"result.creation.brief.{name}" for name in ("title", "kind", "description", "tags", "language")),
    "result.creation.price_cents", "result.creation.currency", "result.creation.ids",
    *(f"result.creation.design.media.{name}" for name in _MEDIA),
)  # fmt: skip
# What a thing is comes first, then its ids and what is long: in this order a model reads it.
_OFFER = ("price_cents", "currency", "status", "listing_id")
_PRODUCT = (
    *(f"product.{name}" for name in ("title", "kind", "status", "product_id", "description", "tags")),
    *(f"product.media.{name}" for name in _MEDIA),
    *(f"listing.{name}" for name in _OFFER),
)
_LISTING = (*_OFFER, "product_id", "owner_id", "updated_at")
_ECHO = ("emotion", "timestamp", "location", "tags", "transcript", "detected_mood", "audio.url", "echo_id")


def _page(*names: str) -> tuple[str, ...]:
    """What is kept of a list: these fields of each item, and the token of the next page."""
    return (*(f"items.{name}" for name in names), "has_more", "next_page_token")


GET_ME = Tool(
    about="Shows who you act for, and how many pictures may still be made today. Use it to learn whether "
    "anything can be made, and your user_id.",
    keep=("user_id", "username", "groups", "allowance"),
)
INTERPRET = Tool(
    name="interpret_idea",
    about="Turns an idea, in any language, into a brief: title, description, style, palette, keywords, a price. Makes "
    "no picture, keeps nothing and costs nothing. Use it to discuss a plan; "
    "create_product does this itself.",
    read_only=True,
)
DESIGN = Tool(
    name="draw_brief",
    about="Draws the picture of a brief that interpret_idea gave or that you wrote, without making a product. Use it "
    "to try a brief out; the files go away after some days. Costs one of today's pictures. To sell something, use "
    "create_product." + _PICTURES,
    keep=(*(f"media.{name}" for name in _MEDIA), "model"),
    hide=("kind",),  # the brief has one
    picture=True,
)
CREATE = Tool(
    name="create_product",
    about="The main tool: turns an idea into a product with picture, listing and price. "
    "With publish=true it is in the storefront at once; otherwise it is a draft, which update_product makes "
    "active. Costs one of today's pictures. Gives a job; its result has the product_id, the listing_id and the "
    "picture's URL." + _WAITS,
    keep=(*_STARTED, *_CREATION),
    hide=("user_id",),
    job=Job,
    picture=True,
)
GENERATE = Tool(
    name="generate_picture",
    about="Makes a picture from a prompt, or a new one from a picture and a prompt: name that one by input_key (a key "
    "in the media of your products and jobs) or by input_url. Makes no product. Costs one of "
    "today's pictures. Gives a job; its result has the picture's URL." + _WAITS,
    keep=(*_STARTED, *_PICTURE),
    job=Job,
    picture=True,
    open_world=True,
)
GET_JOB = Tool(
    about="Follows a job of create_product, generate_picture or create_variations: its state, its progress and, in the "
    "end, its result." + _WAITS,
    keep=(*_JOB, *_PICTURE, *_CREATION, *_VARIATION),
    job=Job,
    picture=True,
)
LIST_JOBS = Tool(
    about="Lists your jobs, the newest first. Use it to find a lost job_id before you start again. "
    "get_job shows the result of one.",
    keep=_page(
        "kind",
        "state",
        "progress",
        "error",
        "job_id",
        "created_at",
        "result.creation.brief.title",
        "result.creation.ids",
    ),
    defaults={"limit": 10},
)
LIST_PRODUCTS = Tool(
    about="Lists your own products, the newest first, each with its listing's price. Use it to find a product_id or "
    "listing_id; get_product shows the picture of one.",
    keep=_page(
        *(f"product.{name}" for name in ("title", "kind", "status", "product_id", "created_at")),
        *(f"listing.{name}" for name in _OFFER),
    ),
    defaults={"owner": "me", "limit": 10},
    hide=("user_id",),
)
GET_PRODUCT = Tool(
    about="Shows one of your products with its text, its listing and URLs that open its picture (and PDF). Use it to "
    "come back to a picture." + _PICTURES,
    keep=_PRODUCT,
    picture=True,
)
GET_PRINT = Tool(
    about="Makes a PDF for a print shop of one of your products, and says how sharp it is at that size. Tell the "
    "person its warnings. The URL opens for some minutes.",
    keep=("print.url", "width_mm", "height_mm", "effective_dpi", "warnings"),
    hide=("bleed_mm", "marks"),
)
UPDATE_PRODUCT = Tool(
    about="Changes title, description, tags or status of one of your products. status=active publishes it in the "
    "storefront (its listing must be active too, as it is at first), draft unpublishes it, archived hides it. "
    "The price is the listing's: update_listing.",
    keep=_PRODUCT,
)
DELETE_PRODUCT = Tool(
    about="Moves one of your products to the bin, from which restore_product brings it back for seven days. purge=true "
    "removes it for good: ask the person first. To take it out of the shop only, use update_product with "
    "status=archived.",
)
RESTORE_PRODUCT = Tool(
    about="Brings a product back from the bin; list_products with status=deleted shows what is in it.",
    keep=_PRODUCT,
)
CREATE_VARIATIONS = Tool(
    about="Makes 1 to 4 new pieces of art for one of your products, which stays as it is. Use it when the person "
    "dislikes the picture. Each costs one of today's pictures. Gives a job; its result lists each with the "
    "art_key for choose_art." + _WAITS,
    keep=(*_STARTED, *_VARIATION),
    job=Job,
    picture=True,
)
CHOOSE_ART = Tool(
    about="Gives a product the art with an art_key of create_variations, or a picture of generate_picture by its key, "
    "and typesets its words on it. Calls no model and costs nothing.",
    keep=_PRODUCT,
    picture=True,
)
LIST_LISTINGS = Tool(
    about="Lists the storefront: what is for sale from all owners, the newest first, each with its price and its "
    "picture's URL. Use it to browse.",
    keep=_page("title", "kind", "price_cents", "currency", "listing_id", "picture.url"),
    defaults={"limit": 10},
    hide=("status",),
)
GET_LISTING = Tool(
    about="Shows the price and status of a listing that is for sale, or of one of your own.",
    keep=_LISTING,
)
UPDATE_LISTING = Tool(
    about="Changes price, currency or status of one of your listings. Prices are in minor units: 1500 is 15.00. "
    "status=inactive takes it out of the storefront without touching the product.",
    keep=_LISTING,
)
LIST_ORDER_REQUESTS = Tool(
    about="Lists what buyers asked of you, the newest first; with role=buyer, what you asked of sellers.",
    keep=_page("status", "title", "message", "quantity", "size", "contact", "buyer_name", "answer", "request_id"),
    defaults={"limit": 10},
)
CHAT = Tool(
    name="ask_catalogue",
    about="Answers a question about the catalogue and your own products in words, and names the sources it rests on. "
    "Use it for questions of content (what fits, what is there about coffee), the list tools for exact lists. "
    "Send conversation_id back to continue.",
    keep=("answer", "context.title", "context.source", "context.text", "conversation_id", "stop_reason"),
    hide=("system", "temperature", "top_p", "max_tokens"),
)
LIST_ECHOES = Tool(
    about="Lists your echoes (recorded moments), the newest first. get_echo gives the transcript and the audio of one.",
    keep=_page("emotion", "timestamp", "tags", "detected_mood", "echo_id"),
    defaults={"limit": 10},
)
GET_RANDOM_ECHO = Tool(
    about="Gives any one of your echoes (recorded moments), of an emotion if you name one, with its transcript and a "
    "URL that plays its audio for some minutes.",
    keep=_ECHO,
)
GET_ECHO = Tool(
    about="Shows one of your echoes (recorded moments) with its transcript and a URL that plays its audio for some "
    "minutes.",
    keep=_ECHO,
)
DELETE_ECHO = Tool(
    about="Removes one of your echoes for good, with its audio. Ask the person first.",
)
