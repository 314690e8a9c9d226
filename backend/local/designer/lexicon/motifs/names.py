"""What a motif is called where CLDR's label would read oddly: Spanish, Portuguese, English."""

NAMES: dict[str, tuple[str, str, str]] = {
    "automobile": ("automóvil", "automóvel", "car"),
    "custard": ("flan", "pudim", "custard"),
    "ewe": ("oveja", "ovelha", "sheep"),
    "flatbread": ("arepa", "pão folha", "flatbread"),
    "guard": ("guardia real", "guarda real", "royal guard"),
    "hot-beverage": ("café", "café", "coffee"),
    "long-drum": ("tambor", "tambor", "drum"),
    "mountain": ("montaña", "montanha", "mountain"),
    "national-park": ("paisaje", "paisagem", "landscape"),
    "performing-arts": ("máscaras", "máscaras", "masks"),
    "shallow-pan-of-food": ("paella", "paella", "paella"),
    "sheaf-of-rice": ("espigas", "espigas", "ears of grain"),
    "shinto-shrine": ("torii", "torii", "torii gate"),
    "steaming-bowl": ("sopa de fideos", "sopa de macarrão", "noodle soup"),
    "water-wave": ("ola", "onda", "wave"),
    "wine-glass": ("vino", "vinho", "wine"),
    "woman-merpeople": ("sirena", "sereia", "mermaid"),
}
