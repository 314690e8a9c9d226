"""Colours by name: to hear them in an idea and to say them in a description."""

ASKED: dict[str, str] = {
    "#C8342B": "rojo roja rojos rojas vermelho vermelha vermelhos vermelhas red crimson scarlet carmesi",
    "#1F55A5": "azul azules azuis blue cobalt cobalto",
    "#14264B": "marino marinho navy",
    "#2F8F5B": "verde verdes green esmeralda emerald",
    "#7C8B5A": "olivo oliva olive",
    "#F2B632": "amarillo amarilla amarillos amarelo amarela yellow mostaza mostarda mustard",
    "#EE7B30": "naranja naranjas laranja orange anaranjado",
    "#E98AA5": "rosado rosada pink fucsia",
    "#6B46B0": "morado morada roxo roxa purple violeta violet lila lilac",
    "#1B1B1E": "negro negra negros preto preta pretos black",
    "#C9A24B": "dorado dorada dourado dourada gold golden oro ouro",
    "#1B98A6": "turquesa turquoise teal aguamarina",
    "#B9BDC6": "plateado prateado silver plata prata gris cinza gray grey",
    "#8A5A3B": "marron marrom brown terracota terracotta",
    "#F7F3EA": "blanco blanca branco branca white crema creme cream beige bege",
}
"""Hex -> folded words that ask for it."""

NOUN_OR_COLOUR = frozenset(
    "rosa rosas naranja naranjas laranja laranjas orange violeta lila oliva olive esmeralda emerald lavanda"
    " cafe".split()
)
"""Colours only after another word or after `color`; on their own they are things."""

NAMED: tuple[tuple[str, str, str, str], ...] = (
    ("#FFFFFF", "blanco", "branco", "white"),
    ("#F7F1E3", "crema", "creme", "cream"),
    ("#EBD9B4", "arena", "areia", "sand"),
    ("#1A1A1A", "negro", "preto", "black"),
    ("#2B2F38", "grafito", "grafite", "graphite"),
    ("#8E8E8E", "gris", "cinza", "grey"),
    ("#C62828", "rojo", "vermelho", "red"),
    ("#E4572E", "bermellón", "vermelhão", "vermilion"),
    ("#F4845F", "coral", "coral", "coral"),
    ("#F2803A", "naranja", "laranja", "orange"),
    ("#F7B267", "melocotón", "pêssego", "peach"),
    ("#F2B632", "mostaza", "mostarda", "mustard"),
    ("#FFD84D", "amarillo", "amarelo", "yellow"),
    ("#C9A24B", "dorado", "dourado", "gold"),
    ("#2F8F5B", "verde", "verde", "green"),
    ("#7C8B5A", "verde oliva", "verde-oliva", "olive green"),
    ("#A9C29B", "verde salvia", "verde-sálvia", "sage"),
    ("#1F3A2E", "verde bosque", "verde-floresta", "forest green"),
    ("#5BE7C4", "menta", "menta", "mint"),
    ("#17A398", "turquesa", "turquesa", "teal"),
    ("#22E4F2", "cian", "ciano", "cyan"),
    ("#74ACDF", "celeste", "azul-celeste", "sky blue"),
    ("#1F55A5", "azul", "azul", "blue"),
    ("#1B2A80", "azul marino", "azul-marinho", "navy"),
    ("#14213D", "azul noche", "azul-noite", "midnight blue"),
    ("#6C63FF", "violeta", "violeta", "violet"),
    ("#6B46B0", "morado", "roxo", "purple"),
    ("#2B2547", "berenjena", "berinjela", "aubergine"),
    ("#FF2E97", "magenta", "magenta", "magenta"),
    ("#E98AA5", "rosa", "rosa", "pink"),
    ("#F6C9CF", "rosa pálido", "rosa-claro", "blush"),
    ("#A4623A", "terracota", "terracota", "terracotta"),
    ("#6B4226", "marrón", "marrom", "brown"),
    ("#53242F", "vino", "vinho", "burgundy"),
)
"""Hex, then its name in Spanish, Portuguese and English."""
