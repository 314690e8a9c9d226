"""The storefront over all owners."""

import itertools
import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from backend.adapters.dynamodb.key_schemas import read_tables
from backend.adapters.dynamodb.product_listings import DynamoDBProductListings, listing_row
from backend.adapters.dynamodb.storefront import READS_PER_PAGE, ROWS_PER_READ, DynamoDBStorefront
from backend.adapters.dynamodb.tables import Tables
from backend.domain.products.ports import Filters, ProductListing
from backend.domain.shared.errors import InvalidPageToken
from backend.local import provisioning
from tests.makers import Counting, cursors, offer

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def born(month: str, number: int) -> str:
    """A listing id of that month; higher numbers are younger."""
    year, of_year = map(int, month.split("-"))
    milliseconds = int(datetime(year, of_year, 15, tzinfo=UTC).timestamp() * 1000) + number
    ulid = milliseconds << 80
    return "lst_" + "".join(ALPHABET[ulid >> shift & 31] for shift in range(125, -1, -5))


@pytest.fixture
def window_table(dynamodb: Any) -> Iterator[dict[str, str]]:
    """Tables of this test's own: the window shows everybody's listings."""
    shapes, name = read_tables(), secrets.token_hex(4)
    made = {}
    for role in ("products", "listings"):
        provisioning.make_table(dynamodb, f"window_{role}_{name}", {**shapes[role], "ttl": None})
        made[role] = provisioning.table_name(f"window_{role}_{name}")
        dynamodb.get_waiter("table_exists").wait(TableName=made[role], WaiterConfig={"Delay": 1})
    yield made
    for table in made.values():
        dynamodb.delete_table(TableName=table)


@pytest.fixture
def offers(tables: Tables, window_table: Mapping[str, str]) -> DynamoDBProductListings:
    return DynamoDBProductListings(tables, window_table["products"], window_table["listings"], cursors())


@pytest.fixture
def window(tables: Tables, window_table: Mapping[str, str]) -> DynamoDBStorefront:
    return DynamoDBStorefront(tables, window_table["listings"], cursors())


@pytest.fixture
def add(offers: DynamoDBProductListings) -> Callable[..., ProductListing]:
    numbers = itertools.count()

    def add(
        month: str = "2026-11", *, status: str = "active", listing: Mapping[str, Any] | None = None
    ) -> ProductListing:
        """An offer of that month, younger than those before; `status` is the product's."""
        listing_id = born(month, next(numbers))
        made = offer("ana", product={"status": status, "listing_id": listing_id}, listing=listing)
        offers.add(made)
        return made

    return add


def seen(window: DynamoDBStorefront, filters: Filters | None = None, **asked: Any) -> list[str]:
    """The ids on one page."""
    page = window.page(filters or Filters(), **{"limit": 100, "token": None, "asked_by": "x", **asked})
    return [listing.listing_id for listing in page.items]


def ids(made: list[ProductListing]) -> list[str]:
    return [each.listing.listing_id for each in made]


# ---- who is in it


@pytest.mark.parametrize(
    ("product", "listing", "key"),
    [
        ("active", "active", "active"),
        ("draft", "active", None),
        ("archived", "active", None),
        ("active", "inactive", "inactive"),
        ("draft", "inactive", "inactive"),
    ],
)
def test_the_key_follows_both_statuses(product: str, listing: str, key: str | None) -> None:
    """A listing is in the window when it and its product are active, and nowhere when its product is not."""
    made = offer("ana", product={"status": product, "listing_id": born("2026-11", 1)}, listing={"status": listing})
    assert listing_row(made)["window"] == key


def test_shows_active_listings_of_active_products(
    window: DynamoDBStorefront, add: Callable[..., ProductListing]
) -> None:
    """Drafts, archived products and inactive listings are not in it; inactive ones are found by their status."""
    shown = add()
    add(status="draft")
    add(status="archived")
    off = add(listing={"status": "inactive"})
    assert seen(window) == ids([shown])
    assert seen(window, Filters(status="inactive")) == ids([off])


def test_a_listing_moves_with_its_product(
    window: DynamoDBStorefront, offers: DynamoDBProductListings, add: Callable[..., ProductListing]
) -> None:
    """Publishing brings it in, archiving takes it out, in the same transaction as the change."""
    draft = add(status="draft")
    product = draft.product.model_copy(update={"status": "active", "version": 2})
    active = ProductListing(product, draft.listing)
    assert seen(window) == []
    offers.change(draft, active)
    assert seen(window) == ids([draft])
    offers.change(
        active, ProductListing(product.model_copy(update={"status": "archived", "version": 3}), draft.listing)
    )
    assert seen(window) == []


def test_a_listing_moves_with_its_own_status(
    window: DynamoDBStorefront, offers: DynamoDBProductListings, add: Callable[..., ProductListing]
) -> None:
    """An inactive listing leaves the window for the list of inactive ones, and comes back."""
    made = add()
    off = ProductListing(made.product, made.listing.model_copy(update={"status": "inactive", "version": 2}))
    offers.change(made, off)
    assert (seen(window), seen(window, Filters(status="inactive"))) == ([], ids([made]))
    offers.change(off, ProductListing(made.product, made.listing.model_copy(update={"version": 3})))
    assert (seen(window), seen(window, Filters(status="inactive"))) == (ids([made]), [])


def test_a_deleted_offer_leaves_it_at_once(
    window: DynamoDBStorefront, offers: DynamoDBProductListings, add: Callable[..., ProductListing]
) -> None:
    """The first step of a deletion takes the listing out."""
    made = add()
    offers.start_deleting(made)
    assert seen(window) == []


# ---- pages


def test_pages_are_full_and_newest_first(window: DynamoDBStorefront, add: Callable[..., ProductListing]) -> None:
    """Page after page gives each listing once, however far apart they were made."""
    made = [add(month) for month in ("2024-02", "2026-02", "2026-07", "2026-10", "2026-11")]
    found: list[list[str]] = []
    token = None
    while token is not None or not found:
        page = window.page(Filters(), limit=2, token=token, asked_by="x")
        found.append([listing.listing_id for listing in page.items])
        token = page.next_page_token
    assert [each for page in found for each in page] == ids(made)[::-1]
    assert [len(each) for each in found] == [2, 2, 1]


@pytest.mark.parametrize("months", [(), ("2024-01",), ("2024-01", "2026-11"), ("2026-11",) * 30])
def test_a_page_costs_one_query(
    window: DynamoDBStorefront, add: Callable[..., ProductListing], counting: Counting, months: tuple[str, ...]
) -> None:
    """In an empty shop, in one with an old listing only, and in a full one."""
    made = [add(month) for month in months]
    counting.calls.clear()
    page = window.page(Filters(), limit=20, token=None, asked_by="x")
    assert counting.calls == {"query": 1}
    assert [each.listing_id for each in page.items] == ids(made)[::-1][:20]


@pytest.mark.parametrize(
    ("filters", "prices"),
    [
        (Filters(min_price_cents=200), [300, 200]),
        (Filters(max_price_cents=200), [200, 100]),
        (Filters(min_price_cents=150, max_price_cents=250), [200]),
        (Filters(min_price_cents=0, max_price_cents=0), []),
    ],
)
def test_filters_by_price(
    window: DynamoDBStorefront, add: Callable[..., ProductListing], filters: Filters, prices: list[int]
) -> None:
    """Both bounds are included."""
    made = {price: add(listing={"price_cents": price}) for price in (100, 200, 300)}
    assert seen(window, filters) == ids([made[price] for price in prices])


@pytest.fixture
def frugal(tables: Tables, window_table: Mapping[str, str]) -> DynamoDBStorefront:
    """A window that reads three rows at a time."""
    return DynamoDBStorefront(tables, window_table["listings"], cursors(), rows_per_read=3)


def test_a_filtered_page_has_a_bound(
    frugal: DynamoDBStorefront, add: Callable[..., ProductListing], counting: Counting
) -> None:
    """With a filter that nothing passes, a page reads its share and says where to go on."""
    for _ in range(3 * READS_PER_PAGE + 1):
        add(listing={"price_cents": 100})
    counting.calls.clear()
    page = frugal.page(Filters(min_price_cents=101), limit=1, token=None, asked_by="x")
    assert counting.calls == {"query": READS_PER_PAGE}
    assert page.items == []
    assert page.next_page_token is not None


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_filtered_pages_give_each_match_once(
    frugal: DynamoDBStorefront, add: Callable[..., ProductListing], limit: int
) -> None:
    """Following the tokens, also through empty pages, finds all that pass the filter."""
    prices = [500, *[100] * 14, 500, 100, 500, 500, 100, 500]
    made = [add(listing={"price_cents": price}) for price in prices]
    wanted = [each for each, price in zip(made, prices, strict=True) if price == 500]
    token, found, pages = None, list[str](), 0
    while token is not None or pages == 0:
        page = frugal.page(Filters(min_price_cents=500), limit=limit, token=token, asked_by="x")
        assert len(page.items) <= limit
        found += [listing.listing_id for listing in page.items]
        token, pages = page.next_page_token, pages + 1
    assert found == ids(wanted)[::-1]


def test_reads_are_large_enough_for_a_page() -> None:
    """The largest page needs no second read where all listings pass."""
    assert ROWS_PER_READ >= 100


@pytest.mark.parametrize(
    "other", [{"asked_by": "eve"}, {"filters": Filters(status="inactive")}, {"filters": Filters(min_price_cents=1)}]
)
def test_a_token_is_for_one_list(
    window: DynamoDBStorefront, add: Callable[..., ProductListing], other: dict[str, Any]
) -> None:
    """A token of another caller or other filters is refused."""
    add()
    add()
    token = window.page(Filters(), limit=1, token=None, asked_by="x").next_page_token
    asked: dict[str, Any] = {"filters": Filters(), "asked_by": "x", **other}
    with pytest.raises(InvalidPageToken):
        window.page(**asked, limit=1, token=token)
