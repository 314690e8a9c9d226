"""Occasions: the words that tell them, how a title names them, and the motifs that go with them."""

from dataclasses import dataclass

from backend.local.designer.concept import Language


@dataclass(frozen=True, slots=True)
class Occasion:
    """`words` are folded, all languages together; `noun` begins a title (`Cumpleaños` + `de dinosaurios`)."""

    words: str
    noun: dict[Language, str]
    motifs: tuple[str, ...]
    theme: str


OCCASIONS: dict[str, Occasion] = {
    "wedding": Occasion(
        "boda bodas casamiento matrimonio nupcial casamento casar casamos wedding weddings bride groom bridal novios"
        " noivos noiva novia engagement"
        " compromiso noivado save-the-date elopement nupcias",
        {"es": "Boda", "pt": "Casamento", "en": "Wedding"},
        ("ring", "bouquet"),
        "wedding",
    ),
    "birthday": Occasion(
        "cumpleanos cumple cumpleanero aniversario-de-nascimento birthday birthdays bday niver quinceanera quinceanos",
        {"es": "Cumpleaños", "pt": "Aniversário", "en": "Birthday"},
        ("birthday-cake", "balloon"),
        "party",
    ),
    "anniversary": Occasion(
        "aniversario anniversary bodas-de-plata",
        {"es": "Aniversario", "pt": "Aniversário", "en": "Anniversary"},
        ("red-heart", "bottle-with-popping-cork"),
        "romance",
    ),
    "baby": Occasion(
        "baby-shower nacimiento bautizo batizado bautismo christening baptism recien-nacido newborn recem-nascido"
        " cha-de-bebe",
        {"es": "Bienvenida", "pt": "Boas-vindas", "en": "Welcome"},
        ("baby", "teddy-bear"),
        "baby",
    ),
    "christmas": Occasion(
        "navidad navideno navidena natal natalino natalina christmas xmas",
        {"es": "Navidad", "pt": "Natal", "en": "Christmas"},
        ("christmas-tree", "wrapped-gift", "bell"),
        "christmas",
    ),
    "halloween": Occasion(
        "halloween noche-de-brujas dia-das-bruxas",
        {"es": "Halloween", "pt": "Halloween", "en": "Halloween"},
        ("jack-o-lantern", "bat", "ghost"),
        "halloween",
    ),
    "valentine": Occasion(
        "valentin valentine valentine's valentines namorados enamorados",
        {"es": "San Valentín", "pt": "Dia dos Namorados", "en": "Valentine"},
        ("red-heart", "rose"),
        "romance",
    ),
    "graduation": Occasion(
        "graduacion graduation formatura graduado grad",
        {"es": "Graduación", "pt": "Formatura", "en": "Graduation"},
        ("graduation-cap", "trophy"),
        "party",
    ),
    "mothers-day": Occasion(
        "mother's dia-de-la-madre dia-das-maes mothers",
        {"es": "Para mamá", "pt": "Para a mãe", "en": "For Mum"},
        ("bouquet", "red-heart"),
        "romance",
    ),
    "new-year": Occasion(
        "nochevieja reveillon new-year ano-nuevo ano-novo",
        {"es": "Año nuevo", "pt": "Ano novo", "en": "New Year"},
        ("fireworks", "bottle-with-popping-cork"),
        "night",
    ),
    "easter": Occasion(
        "pascua pascoa easter",
        {"es": "Pascua", "pt": "Páscoa", "en": "Easter"},
        ("rabbit", "hatching-chick", "tulip"),
        "garden",
    ),
}
"""The more telling first: a wedding anniversary's invitation is a wedding's."""
