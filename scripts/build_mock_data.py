"""Writes mock_data/{users,catalog,orders}.json from the hand-written texts and names in scripts/mock_sources.

    python scripts/build_mock_data.py            rewrites the three files, byte for byte the same every time
    python scripts/build_mock_data.py --check    exits 1 if a file is not what this script would write

Every dataset has a random generator of its own, so a change in one leaves the dice of the others as they were.
"""

import argparse
import json
import sys
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

Row = dict[str, Any]

SOURCES = Path(__file__).parent / "mock_sources"
FOLDER = Path(__file__).parents[1] / "mock_data"

OPENING = datetime(2024, 2, 5, 8, tzinfo=UTC)
FIRST_USER = datetime(2024, 10, 1, 8, tzinfo=UTC)
LAST_USER = datetime(2026, 9, 30, 20, tzinfo=UTC)
LAST_ITEM = datetime(2026, 8, 28, 18, tzinfo=UTC)
NOW = datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)

ROLES = {"admin": 4, "seller": 30, "buyer": 146, "viewer": 20}
INVITED, INVITED_AMONG_LAST = 12, 60
SUSPENDED = 7
ORDERS = 500

SKU_PREFIX = {
    "posters": "POS",
    "photos": "PHO",
    "cards": "CRD",
    "printables": "PRT",
    "frames": "FRM",
    "stationery": "STA",
}
LARGEST_STOCK = {"posters": 320, "photos": 90, "cards": 400, "frames": 24, "stationery": 180}
DOWNLOADS = "printables"
DOWNLOAD_STOCK = 9999
QUANTITIES = {
    "posters": (1, 1, 1, 1, 1, 1, 2, 3),
    "photos": (1, 1, 1, 1, 1, 2),
    "cards": (1, 1, 2, 2, 3, 5),
    "printables": (1,),
    "frames": (1, 1, 1, 2),
    "stationery": (1, 1, 2, 3),
}

# Minor units: shipping at home, the subtotal from which that is free, and shipping abroad. Frames stay at home.
SHIPPING = {
    "COP": (1_400_000, 25_000_000, 4_900_000),
    "MXN": (14_900, 150_000, 37_900),
    "BRL": (2_490, 29_900, 6_490),
    "EUR": (690, 9_000, 1_690),
    "USD": (795, 10_000, 1_995),
}
HOME = {
    "COP": {"CO"},
    "MXN": {"MX"},
    "BRL": {"BR"},
    "EUR": {"ES", "PT", "IE", "DE", "FR"},
    "USD": {"US", "CA"},
}

# How an order stands, by its age in days at most, with weights.
STATUS_BY_AGE: list[tuple[int, dict[str, int]]] = [
    (6, {"pending": 50, "paid": 40, "cancelled": 10}),
    (14, {"pending": 15, "paid": 35, "shipped": 45, "cancelled": 5}),
    (35, {"paid": 5, "shipped": 40, "delivered": 48, "cancelled": 7}),
    (9_999, {"delivered": 84, "cancelled": 8, "refunded": 8}),
]
# Hours from placing an order to its last change, shortest and longest.
HOURS_UNTIL = {
    "pending": (0.0, 0.0),
    "paid": (0.02, 40.0),
    "shipped": (26.0, 140.0),
    "delivered": (90.0, 480.0),
    "cancelled": (0.5, 70.0),
    "refunded": (200.0, 820.0),
}


def users(countries: dict[str, Row]) -> list[Row]:
    """200 people without their number of orders, which only the orders know."""
    random = Random("dreamforge users")
    people = [person for country, about in countries.items() for person in _people(random, country, about)]
    joined = sorted(_moment(random, FIRST_USER, LAST_USER) for _ in people)
    random.shuffle(people)
    roles = [role for role, share in ROLES.items() for _ in range(share)]
    random.shuffle(roles)
    roles.remove("admin")
    roles.insert(0, "admin")  # who joined first set the shop up
    statuses = _statuses(random, roles)
    taken: set[str] = set()
    return [
        {
            "user_id": f"usr_{number:04d}",
            "username": (username := _username(person["short_name"], taken)),
            "name": person["name"],
            "email": _email(random, username),
            "role": role,
            "country": person["country"],
            "city": person["city"],
            "language": person["language"],
            "status": status,
            "created_at": _text(moment),
        }
        for number, (person, role, status, moment) in enumerate(
            zip(people, roles, statuses, joined, strict=True), start=1
        )
    ]


def _people(random: Random, country: str, about: Row) -> Iterable[Row]:
    given = list(about["given"])
    random.shuffle(given)
    seen: set[str] = set()
    for index in range(about["users"]):
        first, surnames, name = given[index % len(given)], [""], ""
        while not name or name in seen:
            surnames = random.sample(about["family"], about["surnames"])
            name = " ".join([first, *surnames])
        seen.add(name)
        yield {
            "name": name,
            "short_name": (first.split()[0], surnames[0]),
            "country": country,
            "city": random.choice(about["cities"]),
            "language": random.choices(list(about["languages"]), list(about["languages"].values()))[0],
        }


def _statuses(random: Random, roles: list[str]) -> list[str]:
    statuses = ["active"] * len(roles)
    open_to_change = [index for index, role in enumerate(roles) if role != "admin"]
    for index in random.sample([i for i in open_to_change if i >= len(roles) - INVITED_AMONG_LAST], INVITED):
        statuses[index] = "invited"
    for index in random.sample([i for i in open_to_change if statuses[i] == "active"], SUSPENDED):
        statuses[index] = "suspended"
    return statuses


def _username(short_name: tuple[str, str], taken: set[str]) -> str:
    """`("Ana", "Conceição")` -> `ana.conceicao`; a second one is `ana.conceicao2`."""
    lower = ".".join(short_name).lower().replace("ß", "ss").replace("'", "").replace(" ", "")
    base = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()
    username, number = base, 1
    while username in taken:
        number += 1
        username = f"{base}{number}"
    taken.add(username)
    return username


def _email(random: Random, username: str) -> str:
    """Unique because the user name is; the domains are those that RFC 2606 reserves."""
    return f"{username.replace('.', random.choice('._'))}@example.{random.choice(['com', 'com', 'org', 'net'])}"


def catalog(groups: list[Row]) -> list[Row]:
    """120 products in the order of their publication."""
    random = Random("dreamforge catalog")
    products = [{**group, **product} for group in groups for product in group["product"]]
    published = sorted(_moment(random, OPENING, LAST_ITEM) for _ in products)
    random.shuffle(products)
    numbers: Counter[str] = Counter()
    rows = []
    for number, (product, moment) in enumerate(zip(products, published, strict=True), start=1):
        shelf = f"{SKU_PREFIX[product['category']]}-{product['language'].upper()}"
        numbers[shelf] += 1
        rows.append(
            {
                "item_id": f"itm_{number:04d}",
                "sku": f"{shelf}-{numbers[shelf]:03d}",
                **{key: product[key] for key in ("title", "description", "category", "kind", "style", "tags")},
                "price_cents": round(product["price"] * 100),
                "currency": product["currency"],
                "stock": _stock(random, product["category"]),
                "rating": _rating(random, moment),
                "language": product["language"],
                "created_at": _text(moment),
            }
        )
    return rows


def _stock(random: Random, category: str) -> int:
    if category == DOWNLOADS:
        return DOWNLOAD_STOCK
    return 0 if random.random() < 0.06 else random.randint(1, LARGEST_STOCK[category])


def _rating(random: Random, published: datetime) -> float:
    """Most people are content; what has just come out has no ratings yet."""
    tenths = max(random.randint(34, 50), random.randint(34, 50))
    return 0.0 if LAST_ITEM - published < timedelta(days=14) else tenths / 10


def orders(people: list[Row], items: list[Row], countries: dict[str, Row]) -> list[Row]:
    """500 orders in the order of purchase, each placed after the person joined and after its items came out."""
    random = Random("dreamforge orders")
    customers = [person for person in people if person["role"] != "viewer" and person["status"] != "invited"]
    eagerness = [random.random() ** 2 * (8 if person["role"] == "buyer" else 2) + 0.2 for person in customers]
    shelves = defaultdict(list)
    for item in items:
        shelves[item["currency"]].append(item)
    placed = []
    for person in random.choices(customers, eagerness, k=ORDERS):
        moment = _moment(random, _parsed(person["created_at"]) + timedelta(minutes=7), NOW, towards_the_end=2)
        placed.append((moment, person))
    placed.sort(key=lambda order: (order[0], order[1]["user_id"]))
    return [
        _order(
            random, f"ord_{number:04d}", moment, person, shelves[countries[person["country"]]["currency"]], countries
        )
        for number, (moment, person) in enumerate(placed, start=1)
    ]


def _order(
    random: Random, order_id: str, moment: datetime, person: Row, shelf: list[Row], countries: dict[str, Row]
) -> Row:
    currency = shelf[0]["currency"]
    destination = person["country"] if random.random() < 0.95 else _elsewhere(random, countries)
    at_home = destination in HOME[currency]
    offered = [
        item for item in shelf if _parsed(item["created_at"]) < moment and (at_home or item["category"] != "frames")
    ]
    chosen = _chosen(random, offered, person["language"])
    lines = [
        {
            "item_id": item["item_id"],
            "title": item["title"],
            "quantity": random.choice(QUANTITIES[item["category"]]),
            "unit_price_cents": item["price_cents"],
        }
        for item in chosen
    ]
    downloads_only = all(item["category"] == DOWNLOADS for item in chosen)
    status = _status(random, NOW - moment, downloads_only)
    subtotal = sum(line["quantity"] * line["unit_price_cents"] for line in lines)
    shipping = 0 if downloads_only else _shipping(currency, destination, subtotal)
    return {
        "order_id": order_id,
        "user_id": person["user_id"],
        "status": status,
        "currency": currency,
        "items": lines,
        "subtotal_cents": subtotal,
        "shipping_cents": shipping,
        "total_cents": subtotal + shipping,
        **({} if downloads_only else {"shipping_country": destination}),
        "created_at": _text(moment),
        "updated_at": _text(_updated(random, status, moment, downloads_only)),
    }


def _elsewhere(random: Random, countries: dict[str, Row]) -> str:
    """Where a present goes."""
    return random.choices(list(countries), [about["users"] for about in countries.values()])[0]


def _chosen(random: Random, shelf: list[Row], language: str) -> list[Row]:
    """One to four different items; people mostly buy what they can read."""
    wanted = random.choices([1, 2, 3, 4], [52, 28, 14, 6])[0]
    left = list(shelf)
    chosen: list[Row] = []
    while left and len(chosen) < wanted:
        weights = [(6 if item["language"] == language else 1) * (item["rating"] or 4) for item in left]
        chosen.append(random.choices(left, weights)[0])
        left.remove(chosen[-1])
    return chosen


def _status(random: Random, age: timedelta, downloads_only: bool) -> str:
    shares = next(shares for days, shares in STATUS_BY_AGE if age <= timedelta(days=days))
    status = random.choices(list(shares), list(shares.values()))[0]
    return "delivered" if downloads_only and status in {"paid", "shipped"} else status


def _shipping(currency: str, destination: str, subtotal: int) -> int:
    at_home, free_from, abroad = SHIPPING[currency]
    if destination not in HOME[currency]:
        return abroad
    return 0 if subtotal >= free_from else at_home


def _updated(random: Random, status: str, moment: datetime, downloads_only: bool) -> datetime:
    shortest, longest = HOURS_UNTIL["paid" if downloads_only and status == "delivered" else status]
    return min(moment + timedelta(hours=shortest + (longest - shortest) * random.random()), NOW)


def _moment(random: Random, first: datetime, last: datetime, towards_the_end: int = 1) -> datetime:
    """A moment between two; the higher `towards_the_end`, the nearer to the last."""
    share = random.random() ** (1 / towards_the_end)
    return first + timedelta(milliseconds=int((last - first) / timedelta(milliseconds=1) * share))


def _text(moment: datetime) -> str:
    """-> `2026-03-04T12:34:56.789Z`"""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _parsed(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _source(name: str) -> Row:
    return tomllib.loads((SOURCES / name).read_text(encoding="utf-8"))


def datasets() -> dict[str, list[Row]]:
    """The three datasets by name."""
    countries = _source("people.toml")
    groups = [
        {**group, "language": language}
        for language in ("es", "pt", "en")
        for group in _source(f"products_{language}.toml")["group"]
    ]
    people, items = users(countries), catalog(groups)
    purchases = orders(people, items, countries)
    count = Counter(order["user_id"] for order in purchases)
    people = [{**person, "orders_count": count[person["user_id"]]} for person in people]
    return {"users": people, "catalog": items, "orders": purchases}


def rendered(rows: list[Row]) -> str:
    """A JSON array with one row a line, so that a diff shows rows."""
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Write mock_data/*.json.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs")
    check = parser.parse_args().check
    stale = False
    for name, rows in datasets().items():
        file = FOLDER / f"{name}.json"
        content = rendered(rows).encode()
        if file.is_file() and file.read_bytes() == content:
            continue
        stale = True
        if check:
            print(f"mock_data/{name}.json differs; run: python scripts/build_mock_data.py", file=sys.stderr)
        else:
            file.write_bytes(content)
            print(f"mock_data/{name}.json: {len(rows)} rows")
    return int(check and stale)


if __name__ == "__main__":
    sys.exit(main())
