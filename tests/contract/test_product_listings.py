"""Products and listings, always written together."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from backend.adapters.dynamodb.items import encode
from backend.adapters.dynamodb.product_listings import DynamoDBProductListings
from backend.adapters.dynamodb.tables import Tables, put_of
from backend.domain.products.ports import ProductListing
from backend.domain.shared.errors import Conflict, InvalidPageToken, NotFound, StoreUnavailable
from backend.domain.shared.ids import new_id
from tests.makers import Counting, Scripted, cursors, offer, refused

Rows = Callable[[ProductListing], tuple[dict[str, Any] | None, dict[str, Any] | None]]


@pytest.fixture
def offers(tables: Tables, table_of: Mapping[str, str]) -> DynamoDBProductListings:
    return DynamoDBProductListings(tables, table_of["products"], table_of["listings"], cursors())


@pytest.fixture
def rows(tables: Tables, table_of: Mapping[str, str]) -> Rows:
    """The two halves of an offer as they lie in their tables."""

    def read(made: ProductListing) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        product, listing = made.product, made.listing
        return (
            tables.get(table_of["products"], {"product_id": product.product_id}),
            tables.get(table_of["listings"], {"listing_id": listing.listing_id}),
        )

    return read


def changed(
    before: ProductListing, *, product: Mapping[str, Any] | None = None, listing: Mapping[str, Any] | None = None
) -> ProductListing:
    """The offer with some fields set, and the version of what changed counted on."""
    product_changes = {} if product is None else {**product, "version": before.product.version + 1}
    listing_changes = {} if listing is None else {**listing, "version": before.listing.version + 1}
    return ProductListing(
        before.product.model_copy(update=product_changes), before.listing.model_copy(update=listing_changes)
    )


def mine(offers: DynamoDBProductListings, owner: str, **asked: Any) -> list[str]:
    page = offers.page(owner, **{"status": None, "limit": 100, "token": None, "asked_by": owner, **asked})
    return [each.product.product_id for each in page.offers]


# ---- add and get


def test_gets_what_was_added(offers: DynamoDBProductListings, owner: str) -> None:
    """Both halves come back as they were, by either id."""
    made = offer(owner)
    offers.add(made)
    assert offers.get(made.product.product_id) == made
    assert offers.by_listing(made.listing.listing_id) == made


def test_both_halves_are_written_or_none(offers: DynamoDBProductListings, owner: str, rows: Rows) -> None:
    """When the listing's id is taken, the product is not written either."""
    first = offer(owner)
    offers.add(first)
    second = offer(owner, product={"listing_id": first.listing.listing_id})
    with pytest.raises(Conflict):
        offers.add(second)
    assert rows(second)[0] is None
    assert offers.by_listing(first.listing.listing_id) == first


def test_what_belongs_to_the_same_moment_is_written_too(
    offers: DynamoDBProductListings, tables: Tables, table_of: Mapping[str, str], owner: str
) -> None:
    """Other writes of the same transaction stand or fall with the offer."""
    users, made = table_of["users"], offer(owner)
    offers.add(made, also=[put_of(users, {"user_id": owner})])
    again = put_of(users, {"user_id": f"{owner}-2"})
    with pytest.raises(Conflict):
        offers.add(made, also=[again])
    assert tables.get(users, {"user_id": owner}) == {"user_id": owner}
    assert tables.get(users, {"user_id": f"{owner}-2"}) is None


def test_nothing_is_written_when_what_belongs_to_it_is_refused(
    offers: DynamoDBProductListings, table_of: Mapping[str, str], owner: str, rows: Rows
) -> None:
    """A refusal in the last part of the transaction leaves neither product nor listing."""
    made = offer(owner)
    refusal = put_of(table_of["users"], {"user_id": owner}, condition="attribute_exists(user_id)")
    with pytest.raises(Conflict):
        offers.add(made, also=[refusal])
    assert rows(made) == (None, None)


@pytest.mark.parametrize("find", ["get", "by_listing"])
def test_an_unknown_offer_is_not_found(offers: DynamoDBProductListings, find: str) -> None:
    """Ids that nobody has are a 404."""
    with pytest.raises(NotFound):
        getattr(offers, find)("prd_00000000000000000000000000")


# ---- change


def test_a_change_replaces_what_changed(offers: DynamoDBProductListings, owner: str) -> None:
    """The new values are read back."""
    made = offer(owner)
    offers.add(made)
    after = changed(made, product={"title": "New"}, listing={"price_cents": 1})
    offers.change(made, after)
    assert offers.get(made.product.product_id) == after


def test_a_change_of_an_old_version_is_refused(offers: DynamoDBProductListings, owner: str) -> None:
    """Anyone who read before another wrote must read again; the other's change is not lost."""
    made = offer(owner)
    offers.add(made)
    first, second = changed(made, product={"title": "First"}), changed(made, product={"title": "Second"})
    offers.change(made, first)
    with pytest.raises(Conflict):
        offers.change(made, second)
    assert offers.get(made.product.product_id) == first


def test_neither_half_changes_when_one_is_old(offers: DynamoDBProductListings, owner: str, rows: Rows) -> None:
    """A change of both halves of which one is old writes nothing."""
    made = offer(owner)
    offers.add(made)
    offers.change(made, changed(made, listing={"price_cents": 1}))
    before = rows(made)
    with pytest.raises(Conflict):
        offers.change(made, changed(made, product={"title": "New"}, listing={"price_cents": 2}))
    assert rows(made) == before


def test_a_half_that_stays_is_checked_too(offers: DynamoDBProductListings, owner: str) -> None:
    """A listing's place in the window hangs on its product, so a product never changes next to a newer listing."""
    made = offer(owner)
    offers.add(made)
    offers.change(made, changed(made, listing={"status": "inactive"}))
    with pytest.raises(Conflict):
        offers.change(made, changed(made, product={"status": "active"}))


def test_of_ten_changes_at_once_one_wins(offers: DynamoDBProductListings, owner: str) -> None:
    """Ten that read the same version and write at the same moment: one is kept, nine are told."""
    made = offer(owner)
    offers.add(made)
    start = Barrier(10)

    def change(n: int) -> bool:
        start.wait()
        try:
            offers.change(made, changed(made, product={"title": str(n)}))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        won = [n for n, kept in enumerate(pool.map(change, range(10))) if kept]
    kept = offers.get(made.product.product_id).product
    assert (kept.title, kept.version) == (str(won[0]), 2)
    assert len(won) == 1


def test_what_does_not_exist_cannot_be_changed(offers: DynamoDBProductListings, owner: str, rows: Rows) -> None:
    """A change never makes a product that was deleted meanwhile come back."""
    made = offer(owner)
    with pytest.raises(Conflict):
        offers.change(made, changed(made, product={"title": "New"}))
    assert rows(made) == (None, None)


def test_transactions_that_meet_to_the_end_find_a_busy_store(owner: str) -> None:
    """AWS cancels one of two transactions that meet. That says nothing of the versions, so it is no conflict."""
    reasons = [{"Code": "TransactionConflict"}, {"Code": "None"}]
    client = Scripted(refused("TransactionCanceledException", CancellationReasons=reasons))
    made = offer(owner)
    with pytest.raises(StoreUnavailable):
        DynamoDBProductListings(Tables(client, pause=lambda _: None), "p", "l", cursors()).change(
            made, changed(made, product={"title": "New"})
        )


# ---- page


def fill(offers: DynamoDBProductListings, owner: str, count: int, **product: Any) -> list[str]:
    """So many offers; their product ids, newest first."""
    made = [offer(owner, product={"product_id": f"{new_id('prd')[:-4]}{n:04}", **product}) for n in range(count)]
    made.sort(key=lambda each: each.product.product_id)
    for each in made:
        offers.add(each)
    return [each.product.product_id for each in reversed(made)]


def test_pages_walk_through_all_newest_first(offers: DynamoDBProductListings, owner: str) -> None:
    """Page after page gives each product once, in order, and then ends."""
    ids, seen, token = fill(offers, owner, 7), [], None
    for _ in range(3):
        page = offers.page(owner, status=None, limit=3, token=token, asked_by=owner)
        seen += [each.product.product_id for each in page.offers]
        token = page.next_page_token
    assert (seen, token) == (ids, None)


@pytest.mark.parametrize("stored", [1, 12, 40])
def test_a_page_costs_two_reads_whatever_there_is(
    offers: DynamoDBProductListings, counting: Counting, owner: str, stored: int
) -> None:
    """One Query and one BatchGetItem, each for no more than the page."""
    fill(offers, owner, stored)
    counting.calls.clear()
    counting.requests.clear()
    page = offers.page(owner, status=None, limit=10, token=None, asked_by=owner)
    assert counting.calls == {"query": 1, "batch_get_item": 1}
    (_, query), _ = counting.requests
    assert query["Limit"] in (10, 11)
    assert len(page.offers) == min(stored, 10)


def test_an_empty_page_costs_one_read(offers: DynamoDBProductListings, counting: Counting, owner: str) -> None:
    """Who has nothing costs a single Query."""
    assert mine(offers, owner) == []
    assert counting.calls == {"query": 1}


def test_a_page_by_status(offers: DynamoDBProductListings, owner: str) -> None:
    """Only products of the status asked for, found through an index and not by leaving others out."""
    drafts, active = fill(offers, owner, 2), fill(offers, owner, 3, status="active")
    assert mine(offers, owner, status="active") == active
    assert mine(offers, owner, status="draft") == drafts
    assert mine(offers, owner, status="archived") == []


def test_a_changed_status_moves_to_the_other_list(offers: DynamoDBProductListings, owner: str) -> None:
    """A product is in the list of the status it has now."""
    made = offer(owner)
    offers.add(made)
    offers.change(made, changed(made, product={"status": "archived"}))
    assert mine(offers, owner, status="draft") == []
    assert mine(offers, owner, status="archived") == [made.product.product_id]


def test_a_page_is_of_one_owner(offers: DynamoDBProductListings, owner: str) -> None:
    """Another user's products are never on it, not even one whose name begins alike."""
    fill(offers, f"{owner}#draft", 1)
    fill(offers, f"{owner}x", 1)
    assert mine(offers, owner) == []
    assert mine(offers, owner, status="draft") == []


@pytest.mark.parametrize("other", [{"asked_by": "eve"}, {"status": "draft"}, {"owner_id": "eve", "asked_by": "eve"}])
def test_a_token_is_for_one_list(offers: DynamoDBProductListings, owner: str, other: dict[str, Any]) -> None:
    """A token of another caller, status or owner is refused."""
    fill(offers, owner, 2)
    token = offers.page(owner, status=None, limit=1, token=None, asked_by=owner).next_page_token
    asked: dict[str, Any] = {"owner_id": owner, "status": None, "asked_by": owner, **other}
    with pytest.raises(InvalidPageToken):
        offers.page(**asked, limit=1, token=token)


def test_a_page_continues_when_its_last_product_is_gone(offers: DynamoDBProductListings, owner: str) -> None:
    """A token stays good when the product it points behind is deleted."""
    ids = fill(offers, owner, 4)
    page = offers.page(owner, status=None, limit=2, token=None, asked_by=owner)
    offers.start_deleting(page.offers[1])
    offers.finish_deleting(ids[1])
    assert mine(offers, owner, limit=2, token=page.next_page_token) == ids[2:]


def test_the_last_page_knows_that_it_is_the_last(owner: str) -> None:
    """AWS gives a key to go on from whenever a page is full, also when nothing follows; callers hear the truth."""
    made = [offer(owner), offer(owner)]
    products = [encode({**each.product.model_dump(mode="json", exclude={"media"})}) for each in made]
    listings = [encode(each.listing.model_dump(mode="json")) for each in made]

    class Full:
        def query(self, **request: Any) -> dict[str, Any]:
            found = products[: request["Limit"]]
            full = len(found) == request["Limit"]
            return {"Items": found, **({"LastEvaluatedKey": {"product_id": found[-1]["product_id"]}} if full else {})}

        def batch_get_item(self, **_: Any) -> dict[str, Any]:
            return {"Responses": {"l": listings}}

    page = DynamoDBProductListings(Tables(Full()), "p", "l", cursors()).page(
        owner, status=None, limit=2, token=None, asked_by=owner
    )
    assert (len(page.offers), page.next_page_token) == (2, None)


# ---- delete


def test_an_offer_being_deleted_is_seen_nowhere(offers: DynamoDBProductListings, owner: str) -> None:
    """From the first step of a deletion on, neither get nor a list shows it; the rest is known to finish it."""
    made = offer(owner, product={"status": "active"})
    offers.add(made)
    offers.start_deleting(made)
    for find, key in ((offers.get, made.product.product_id), (offers.by_listing, made.listing.listing_id)):
        with pytest.raises(NotFound):
            find(key)
    assert mine(offers, owner) == mine(offers, owner, status="active") == []
    assert offers.products_of([made.listing]) == {}
    assert offers.half_deleted(made.product.product_id) == (owner, made.product.media_keys)


def test_a_deletion_that_stopped_half_way_can_be_finished(
    offers: DynamoDBProductListings, owner: str, rows: Rows
) -> None:
    """Another process finishes what one began; nothing is left, and doing it again does no harm."""
    made = offer(owner)
    offers.add(made)
    offers.start_deleting(made)
    for _ in range(2):
        offers.finish_deleting(made.product.product_id)
    assert rows(made) == (None, None)
    assert offers.half_deleted(made.product.product_id) is None


def test_what_is_whole_is_not_half_deleted(offers: DynamoDBProductListings, owner: str) -> None:
    """A product that nobody deletes, and one that never was."""
    made = offer(owner)
    offers.add(made)
    assert offers.half_deleted(made.product.product_id) is None
    assert offers.half_deleted(new_id("prd")) is None


def test_a_deletion_of_an_old_version_is_refused(offers: DynamoDBProductListings, owner: str) -> None:
    """What was changed after it was read is not deleted unseen, and stays whole."""
    made = offer(owner)
    offers.add(made)
    after = changed(made, product={"media_keys": ["assets/other.png"]})
    offers.change(made, after)
    with pytest.raises(Conflict):
        offers.start_deleting(made)
    assert offers.get(made.product.product_id) == after


@pytest.mark.parametrize("then", ["change", "start_deleting", "add"])
def test_what_is_being_deleted_cannot_come_back(
    offers: DynamoDBProductListings, owner: str, rows: Rows, then: str
) -> None:
    """Neither a change that was under way nor a repeated creation brings a half-deleted product back."""
    made = offer(owner)
    offers.add(made)
    offers.start_deleting(made)
    after = changed(made, product={"title": "New"})
    act = {
        "change": lambda: offers.change(made, after),
        "start_deleting": lambda: offers.start_deleting(made),
        "add": lambda: offers.add(made),
    }
    with pytest.raises(Conflict):
        act[then]()
    product, listing = rows(made)
    assert product is not None
    assert (product["deleting"], listing) == (True, None)


# ---- the bin


def test_in_the_bin_a_product_is_in_one_list(
    offers: DynamoDBProductListings, tables: Tables, table_of: Mapping[str, str], owner: str
) -> None:
    """That of the bin; of the owner's own list its row is taken out when its way there is finished."""
    made = offer(owner)
    offers.add(made)
    begun = offers.start_binning(made, "2026-11-30T12:00:00.000Z", until=0)
    page = offers.page(owner, status=None, limit=100, token=None, asked_by=owner)
    assert (page.offers, page.half_deleted) == ([], [made.product.product_id])
    offers.finish_binning(begun, 2_000_000_000)
    page = offers.page(owner, status=None, limit=100, token=None, asked_by=owner)
    assert (page.offers, page.half_deleted) == ([], [])
    assert mine(offers, owner, status=made.product.status) == []
    assert mine(offers, owner, status="deleted") == [made.product.product_id]
    found = offers.find_binned(made.product.product_id, now=0)
    assert (found.product.owner_id, found.product.deleted_at) == (owner, "2026-11-30T12:00:00.000Z")
    assert offers.products_of([made.listing]) == {}
    back = offers.finish_restoring(offers.lease_binned(found, until=0))
    assert offers.get(made.product.product_id) == back
    row = tables.get(table_of["products"], {"product_id": made.product.product_id}) or {}
    assert {"deleted_at", "expires_at", "bin_owner", "moving_until"}.isdisjoint(row)


def test_what_is_leased_or_changed_cannot_be_moved(offers: DynamoDBProductListings, owner: str) -> None:
    """Each step is for the offer as it was read, and a lease keeps others away until its end."""
    made = offer(owner)
    offers.add(made)
    begun = offers.start_binning(made, "2026-11-30T12:00:00.000Z", until=100)
    with pytest.raises(Conflict):
        offers.start_binning(made, "2026-11-30T12:00:00.000Z", until=100)
    with pytest.raises(Conflict):
        offers.change(begun, changed(begun, product={"title": "x"}))
    with pytest.raises(Conflict):
        offers.find_binned(made.product.product_id, now=99)
    assert offers.half_binned(made.product.product_id, now=99) is None
    left = offers.half_binned(made.product.product_id, now=100)
    assert left is not None
    leased = offers.lease_binned(left, until=200)
    for old in (begun, left):
        with pytest.raises(Conflict):
            offers.finish_binning(old, 300)
    offers.finish_binning(leased, 300)
    assert offers.half_binned(made.product.product_id, now=1000) is None
