"""Make the designer's word data from public packages; run by hand when one of them has a new release.

    npm install --prefix FOLDER emojibase-data@17 @iconify-json/fluent-emoji-flat@1 @iconify-json/flag@1
    pip install babel
    python scripts/build_keywords.py FOLDER/node_modules

It writes into backend/local/designer/data:
- keywords.json.gz: subgroups by number, and motifs as [name, emoji, group, subgroup, tones, es, pt, en]; the last
  three are label and tags as CLDR gives them, `label|tag|tag`
- places.json: by ISO code the names "es", "pt", "en" (the usual one first), "cities" as any of the three calls them,
  and the flag's "colours" by area
"""

import argparse
import gzip
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import resvg_py
from babel import Locale
from babel.core import get_global
from PIL import Image

DATA = Path(__file__).parents[1] / "backend/local/designer/data"
LANGUAGES = ("es", "pt", "en")
TONES = ("light", "medium-light", "medium", "medium-dark", "dark")
COMPONENTS = 2
JOINER, PRESENTATION = "\u200d", "\ufe0f"


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def bare(hexcode: str) -> str:
    """The hexcode without presentation selectors, in lower case, as both packages can be compared by."""
    return "-".join(part for part in hexcode.lower().split("-") if part != "fe0f")


def unique(items: list[str]) -> list[str]:
    return list(dict.fromkeys(item for item in items if item))


def labels(packages: Path, locale: str) -> dict[str, tuple[str, list[str]]]:
    """Hexcode -> label and tags in one locale."""
    rows = read(packages / "emojibase-data" / locale / "data.json")
    return {bare(row["hexcode"]): (row["label"], row.get("tags", [])) for row in rows}


def motifs(packages: Path) -> Iterator[list[Any]]:
    """One row for each picture that has a word; skin tones are named by the row of the picture without one."""
    collection = packages / "@iconify-json/fluent-emoji-flat"
    pictures = read(collection / "icons.json")["icons"]
    names = {bare(code): name for code, name in read(collection / "chars.json").items()}
    words = {locale: labels(packages, locale) for locale in (*LANGUAGES, "es-mx")}
    for row in read(packages / "emojibase-data/en/data.json"):
        code = bare(row["hexcode"])
        name = names.get(code)
        if name not in pictures or row.get("group", COMPONENTS) == COMPONENTS:
            continue
        texts = []
        for language in LANGUAGES:
            label, tags = words[language].get(code, (row["label"], []))
            if language == "es" and code in words["es-mx"]:
                mexican, more = words["es-mx"][code]
                tags = [*tags, mexican, *more]
            texts.append("|".join(t for t in unique([label, *tags])))
        toned = int(all(f"{name}-{tone}" in pictures for tone in TONES))
        emoji = row["emoji"].replace(PRESENTATION, "")
        yield [name, emoji, row["group"], row["subgroup"], toned, *texts]


def flag_colours(svg: str) -> list[str]:
    """The flag's colours, the largest first, near ones taken together."""
    document = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480">{svg}</svg>'
    image = Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=document, width=160)))).convert("RGB")
    data: Any = image.get_flattened_data()  # a sequence of (red, green, blue), as the mode says
    counts: Counter[tuple[int, ...]] = Counter(data)
    kept: list[tuple[int, ...]] = []
    for colour, count in counts.most_common(64):
        far = all(sum(abs(a - b) for a, b in zip(colour, other, strict=True)) > 90 for other in kept)
        if far and count > 160 * 120 * 0.012:
            kept.append(colour)
    return ["#{:02X}{:02X}{:02X}".format(*colour) for colour in kept[:5]]


def cities() -> dict[str, list[str]]:
    """Country -> names of its cities in the three languages, from the example cities of time zones."""
    found: dict[str, list[str]] = {}
    territories = get_global("zone_territories")
    for language in LANGUAGES:
        for zone, entry in Locale(language).time_zones.items():
            name = entry.get("city") or zone.rsplit("/", 1)[-1].replace("_", " ")
            if zone in territories and "," not in name:
                found.setdefault(territories[zone], []).append(name)
    return {country: sorted(set(names)) for country, names in sorted(found.items())}


def places(packages: Path) -> dict[str, dict[str, list[str]]]:
    flags = read(packages / "@iconify-json/flag/icons.json")["icons"]
    by_country = cities()
    result = {}
    for iso in sorted(code for code in Locale("en").territories if len(code) == 2 and code.isalpha()):
        flag = flags.get(f"{iso.lower()}-4x3")
        if flag is None or iso in {"EU", "UN", "CP", "DG", "IC"}:
            continue
        row = {language: [Locale(language).territories[iso]] for language in LANGUAGES}
        row["cities"] = by_country.get(iso, [])
        row["colours"] = flag_colours(flag["body"])
        result[iso] = row
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=Path, help="the node_modules folder")
    packages = parser.parse_args().packages
    groups = read(packages / "emojibase-data/meta/groups.json")
    keywords = {"subgroups": groups["subgroups"], "motifs": list(motifs(packages))}
    text = json.dumps(keywords, ensure_ascii=False, separators=(",", ":"))
    (DATA / "keywords.json.gz").write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    lines = (f'"{iso}":{json.dumps(row, ensure_ascii=False)}' for iso, row in places(packages).items())
    (DATA / "places.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(
        f"{len(keywords['motifs'])} motifs, {sum(row[4] for row in keywords['motifs']) * len(TONES)} more in skin tones"
    )


if __name__ == "__main__":
    main()
