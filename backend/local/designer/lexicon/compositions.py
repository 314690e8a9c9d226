"""How an image prompt says each composition; a prompt that holds the words is read back as that composition."""

from backend.local.designer.concept import Composition, Scape

LINES: dict[Composition, str] = {
    "country": "the outline of the country filled with layered hills",
    "landscape": "a layered paper landscape under a large low sun",
    "neon": "glowing neon shapes above a dark perspective grid",
    "botanical": "a wreath of leaves and flowers framing the lettering",
    "midcentury": "cut-paper colour blocks around a central picture",
    "flow": "a flow field of fine coloured lines in a circle",
    "hero": "one large picture in a circle on bold sun rays",
    "tiles": "a grid of coloured tiles with a simple picture in each",
    "minimal": "large lettering with generous empty space around it",
}
SETTINGS: dict[Scape, str] = {
    "mountain": "mountain ridges",
    "sea": "the open sea",
    "forest": "a deep forest",
    "desert": "desert dunes",
    "city": "a city skyline",
    "meadow": "meadows and hills",
}
FOR_THINGS: dict[str, tuple[Composition, ...]] = {
    "music": ("midcentury",),
    "cinema": ("midcentury",),
    "art": ("midcentury", "hero"),
    "sport": ("hero", "midcentury", "hero", "tiles"),
    "travel": ("hero", "landscape", "midcentury"),
    "space": ("hero", "flow", "hero"),
    "tech": ("flow", "neon"),
    "food": ("hero", "tiles"),
    "coffee": ("hero", "midcentury", "hero"),
    "kids": ("hero", "tiles"),
    "romance": ("hero", "botanical", "hero"),
    "calm": ("minimal",),
    "books": ("midcentury", "minimal", "hero"),
    "night": ("hero", "flow"),
    "animals": ("hero", "hero", "midcentury", "hero"),
    "garden": ("botanical", "hero"),
    "desert": ("landscape", "hero"),
}
"""By theme, what an idea about one thing or two may become; repeated ones are likelier."""
QUOTATION = "The title is a sentence to be read."

SHOWN: dict[Composition, dict[str, tuple[str, ...]]] = {
    "country": {
        "es": (
            "La silueta de {place}, llena de colinas y luz, con sus colores de siempre.",
            "A vuelo de pájaro, {place}: su contorno, su sol y sus colores.",
        ),
        "pt": (
            "{place} em silhueta, com colinas, luz e as cores de sempre.",
            "{place} em voo de pássaro: o contorno, o sol e as cores.",
        ),
        "en": (
            "The outline of {place}, filled with hills and light in the country's own colours.",
            "{place} as the crow flies: its shape, its sun and its colours.",
        ),
    },
    "landscape": {
        "es": (
            "Capas y capas de paisaje se pierden en el horizonte bajo un sol enorme.",
            "Un horizonte amplio, un sol bajo y todo el aire del mundo.",
        ),
        "pt": (
            "Camadas e camadas de paisagem se perdem no horizonte sob um sol enorme.",
            "Um horizonte amplo, um sol baixo e todo o ar do mundo.",
        ),
        "en": (
            "Layer upon layer of land runs to the horizon under a huge sun.",
            "A wide horizon, a low sun and all the air in the world.",
        ),
    },
    "neon": {
        "es": (
            "Luces de neón sobre la noche, con un resplandor que casi se oye.",
            "Un destello eléctrico en plena noche, entre líneas de luz y sombra.",
        ),
        "pt": (
            "Luzes de neon sobre a noite, com um brilho que quase se ouve.",
            "Um clarão elétrico no meio da noite, entre linhas de luz e sombra.",
        ),
        "en": (
            "Neon light over a dark horizon, with a glow you can almost hear.",
            "An electric flash in the middle of the night, all light lines and shadow.",
        ),
    },
    "botanical": {
        "es": (
            "Hojas y flores dibujadas con delicadeza enmarcan el título.",
            "Una corona de ramas, tranquila y natural, rodea las letras.",
        ),
        "pt": (
            "Folhas e flores desenhadas com delicadeza emolduram o título.",
            "Uma coroa de ramos, calma e natural, envolve as letras.",
        ),
        "en": (
            "Finely drawn leaves and flowers frame the title.",
            "A quiet, natural wreath of branches surrounds the lettering.",
        ),
    },
    "midcentury": {
        "es": (
            "Papeles recortados, ritmo y color, como en los grandes carteles de los sesenta.",
            "Bloques de color cortados a mano alrededor de una imagen que lleva el compás.",
        ),
        "pt": (
            "Papéis recortados, ritmo e cor, como nos grandes cartazes dos anos sessenta.",
            "Blocos de cor cortados à mão em volta de uma imagem que marca o compasso.",
        ),
        "en": (
            "Cut paper, rhythm and colour, in the manner of the great sixties posters.",
            "Hand-cut blocks of colour around a picture that keeps the beat.",
        ),
    },
    "flow": {
        "es": (
            "Miles de líneas finas siguen una corriente invisible y no se repiten nunca.",
            "Un remolino de trazos calculado línea a línea, distinto en cada idea.",
        ),
        "pt": (
            "Milhares de linhas finas seguem uma corrente invisível e nunca se repetem.",
            "Um redemoinho de traços calculado linha a linha, diferente em cada ideia.",
        ),
        "en": (
            "Thousands of fine lines follow an unseen current and never repeat.",
            "A whirl of strokes worked out line by line, different for every idea.",
        ),
    },
    "hero": {
        "es": (
            "Una sola imagen, grande y rotunda, sobre un fondo de rayos de color.",
            "Un protagonista claro en el centro y todo lo demás a su servicio.",
        ),
        "pt": (
            "Uma só imagem, grande e marcante, sobre um fundo de raios de cor.",
            "Um protagonista claro no centro e todo o resto a seu serviço.",
        ),
        "en": (
            "One picture, large and certain, on a ground of coloured rays.",
            "A clear lead in the centre, and everything else at its service.",
        ),
    },
    "tiles": {
        "es": (
            "Un mosaico de pequeñas imágenes, una en cada casilla, para mirar de cerca.",
            "Cuadro a cuadro, un juego de formas y figuras que llena toda la hoja.",
        ),
        "pt": (
            "Um mosaico de pequenas imagens, uma em cada quadro, para olhar de perto.",
            "Quadro a quadro, um jogo de formas e figuras que enche a folha.",
        ),
        "en": (
            "A mosaic of small pictures, one to a tile, made to be looked at closely.",
            "Tile by tile, a play of shapes and figures that fills the sheet.",
        ),
    },
    "minimal": {
        "es": ("Letras grandes, mucho aire y nada que sobre.", "Pocas formas, bien puestas, y espacio para respirar."),
        "pt": ("Letras grandes, muito ar e nada a mais.", "Poucas formas, bem colocadas, e espaço para respirar."),
        "en": (
            "Large letters, plenty of air and nothing in excess.",
            "A few shapes, well placed, and room to breathe.",
        ),
    },
}
"""First sentences of a description, by composition and language."""

COLOURED: dict[str, tuple[str, ...]] = {
    "es": ("Los tonos {colours} le dan un aire {mood}.", "En {colours}, con un aire {mood}."),
    "pt": ("Os tons {colours} dão um ar {mood}.", "Em {colours}, com um ar {mood}."),
    "en": ("Set in {colours}, it feels {mood}.", "The palette is {colours}; the mood, {mood}."),
}
DETAILED: dict[str, str] = {"es": "Detalles: {items}.", "pt": "Detalhes: {items}.", "en": "Details: {items}."}
AND: dict[str, str] = {"es": "y", "pt": "e", "en": "and"}
