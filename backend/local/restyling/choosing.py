"""Which treatment a prompt asks for, in Spanish, Portuguese and English."""

import re
from typing import Literal

from backend.local.designer.text import fold

TreatmentName = Literal["duotone", "halftone", "posterise", "line", "watercolour", "mosaic"]
DEFAULT: TreatmentName = "watercolour"
"""Flatters most photographs, and keeps what is on them."""
WORDS: dict[TreatmentName, str] = {
    "duotone": """
        duotone duotono duotom bitono bicolor bicolour two-tone monochrome monocromo monocromatico sepia
        cyanotype cianotipo cianotipia
    """,
    "halftone": """
        halftone halftones semitono semitonos meio-tom meios-tons trama reticula puntos pontos dots comic
        comics newspaper newsprint periodico jornal riso risograph risografia
    """,
    "posterise": """
        posterise posterised posterize posterized posterizar posterizado posterizada serigrafia screenprint
        silkscreen pop warhol flat plano planos chapado vector vectorial vetorial woodcut linocut
        linograbado linogravura xilografia xilogravura grabado gravura cutout stencil
    """,
    "line": """
        line lines linea lineas linha linhas sketch sketched boceto bosquejo esboco pencil lapiz lapis
        drawing dibujo dibujado desenho desenhado trazo trazos traco tracos outline contorno contornos
        charcoal carboncillo carvao ink tinta engraving etching aguafuerte
    """,
    "watercolour": """
        watercolour watercolor watercolours watercolors acuarela acuarelas aquarela aquarelas aguada
        painting painted pintura pintado pintada painterly gouache oil oleo impressionist impresionista
        impressionista
    """,
    "mosaic": """
        mosaic mosaics mosaico mosaicos tesela teselas tessera azulejo azulejos tile tiles pixel pixels
        pixelart stained-glass vitral vidriera
    """,
}
_BY_WORD = {word: name for name, words in WORDS.items() for word in words.split()}
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def choose_treatment(prompt: str) -> TreatmentName:
    """The treatment that is named first: `Un retrato en acuarela, con trama` -> watercolour."""
    for word in _WORD.findall(fold(prompt)):
        if word in _BY_WORD:
            return _BY_WORD[word]
    return DEFAULT
