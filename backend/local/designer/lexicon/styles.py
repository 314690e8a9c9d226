"""Styles: how an idea asks for them, what they are called, and which compositions can carry them."""

from dataclasses import dataclass

from backend.local.designer.concept import Composition, Language


@dataclass(frozen=True, slots=True)
class Style:
    """`words` ask for it in any language (folded), `implied` suit it; `compositions` come the fittest first."""

    words: str
    name: dict[Language, str]
    compositions: tuple[Composition, ...]
    palettes: tuple[str, ...]
    english: str
    implied: str = ""


STYLES: dict[str, Style] = {
    "neon": Style(
        "cyberpunk neon neones neons synthwave vaporwave futurista futuristas futuristic futurism futurismo outrun"
        " holografico holographic retrowave"
        " tron blade-runner ciberpunk led",
        {"es": "neón futurista", "pt": "neon futurista", "en": "neon futurism"},
        ("neon",),
        ("neon", "neon-blue", "neon-sunset"),
        "glowing neon futurism, synthwave light",
        "gamer gaming hacker arcade videojuego videojuegos videogame videogames laser lasers rave techno robot"
        " robots robo robos android androide dj",
    ),
    "midcentury": Style(
        "midcentury mid-century cincuenta sesenta saul-bass 1950s 1960s 1970s 50s 60s 70s 1950 1960 1970 sixties"
        " fifties seventies",
        {"es": "mid-century moderno", "pt": "mid-century moderno", "en": "mid-century modern"},
        ("midcentury",),
        ("jazz", "cinema", "disco", "festival"),
        "mid-century modern cut-paper graphic design",
        "jazz blues swing bebop bossa tango samba cumbia mariachi mariachis fado flamenco forro vallenato choro"
        " milonga cine cinema film filme filmes pelicula peliculas movie movies noir"
        " concierto concert concerts festival festivales festivais gig orquesta orchestra orquestra teatro theatre"
        " theater soul funk disco discoteca rock"
        " roller vinilo vinilos vinil vinyl bolero salsa mambo rumba ska opera ballet musical",
    ),
    "minimalist": Style(
        "minimalista minimalistas minimalist minimal minimalismo minimalism simple simples sencillo sencilla limpio"
        " limpia limpo clean escandinavo"
        " escandinavio nordico scandinavian nordic line-art monoline",
        {"es": "minimalista", "pt": "minimalista", "en": "minimalist"},
        ("minimal", "landscape", "country"),
        ("paper", "stone", "clay"),
        "minimalist, generous empty space",
    ),
    "botanical": Style(
        "botanico botanica botanicos botanicas botanical floral florales florais herbario herbarium acuarela"
        " aquarela watercolor watercolour boho bohemio"
        " rustico rustica rustic",
        {"es": "botánico", "pt": "botânico", "en": "botanical"},
        ("botanical",),
        ("olive", "garden", "blush"),
        "delicate botanical illustration",
    ),
    "generative": Style(
        "generativa generativo generativos generative algoritmo algoritmica algorithm algorithmic fractal fractales"
        " abstracto abstracta abstrato abstrata"
        " abstract abstraccion psicodelico psicodelica psychedelic surreal surrealista surrealismo surrealism trippy"
        " glitch parametrico parametric",
        {"es": "arte generativo", "pt": "arte generativa", "en": "generative art"},
        ("flow",),
        ("aurora", "ember", "ink-flow"),
        "generative art of fine flowing lines",
        "ia ai inteligencia algoritmo algoritmos algorithm algorithms datos dados data matematicas matematica math"
        " maths mathematics neural cuantica quantum"
        " sueno suenos sonho sonhos dream dreams caos chaos infinito infinity energia energy mente mind universo"
        " universe cosmos espiral espirales spiral"
        " fractal fractales eter imaginacion imaginacao imagination geometria geometry frecuencia frequency"
        " vibracion consciousness conciencia entropia entropy",
    ),
    "pattern": Style(
        "patron patrones estampado estampados padrao padroes estampa pattern patterns mosaico mosaicos mosaic"
        " azulejo azulejos tiles tile seamless collage",
        {"es": "mosaico gráfico", "pt": "mosaico gráfico", "en": "graphic mosaic"},
        ("tiles",),
        ("bauhaus", "candy", "market"),
        "a graphic mosaic of simple pictures",
    ),
    "geometric": Style(
        "bauhaus geometrico geometrica geometricos geometric constructivista constructivist suprematista cubista"
        " cubismo cubism de-stijl swiss-style op-art",
        {"es": "Bauhaus geométrico", "pt": "Bauhaus geométrico", "en": "Bauhaus geometric"},
        ("tiles", "minimal", "country", "hero", "midcentury"),
        ("bauhaus", "bauhaus-dark"),
        "Bauhaus geometry, primary colours",
    ),
    "vintage": Style(
        "vintage retro antiguo antigua antiguos antigo antiga antigos nostalgia nostalgico nostalgica nostalgic"
        " clasico clasica classico classica classic"
        " 1920s 1930s 1940s 1980s 1990s 20s 30s 40s 80s 90s ochentas noventas art-deco deco",
        {"es": "vintage", "pt": "vintage", "en": "vintage"},
        ("hero", "country", "landscape", "midcentury", "tiles"),
        ("vintage", "vintage-sea", "vintage-olive"),
        "vintage travel-poster lithograph",
    ),
    "pop": Style(
        "pop kawaii cartoon caricatura cartum divertido divertida gracioso graciosa engracado engracada funny"
        " playful infantil infantiles infantis tierno"
        " tierna fofo fofa cute naif naive",
        {"es": "pop alegre", "pt": "pop alegre", "en": "playful pop"},
        ("hero", "tiles", "midcentury", "country", "landscape"),
        ("candy", "party", "market"),
        "playful pop illustration, flat colour",
    ),
    "typographic": Style(
        "tipografia tipografico tipografica typography typographic lettering letras caligrafia calligraphy type",
        {"es": "tipográfico", "pt": "tipográfico", "en": "typographic"},
        ("minimal",),
        ("paper", "stone", "clay", "ink"),
        "bold typographic poster, one small picture",
    ),
    "travel": Style(
        "turistico turistica touristic travel-poster",
        {"es": "cartel de viaje", "pt": "cartaz de viagem", "en": "travel poster"},
        ("country", "landscape", "hero", "tiles"),
        (),
        "modern travel poster",
    ),
    "layered": Style(
        "panoramico panoramica panoramic paisajismo",
        {"es": "paisaje en capas", "pt": "paisagem em camadas", "en": "layered landscape"},
        ("landscape",),
        (),
        "layered paper landscape, soft gradients",
    ),
    "flat": Style(
        "plana plano flat vectorial vetorial vector ilustrativo ilustrada",
        {"es": "ilustración plana", "pt": "ilustração plana", "en": "flat illustration"},
        ("hero", "tiles", "country", "landscape", "midcentury"),
        (),
        "flat vector illustration, bold shapes",
    ),
}
"""By key; the more telling first."""

OF_COMPOSITION: dict[Composition, str] = {
    "country": "travel",
    "landscape": "layered",
    "neon": "neon",
    "botanical": "botanical",
    "midcentury": "midcentury",
    "flow": "generative",
    "hero": "flat",
    "tiles": "pattern",
    "minimal": "typographic",
}
"""The style a composition has when none was asked for."""

ADJECTIVES = frozenset(
    "minimalista minimalistas minimalist minimal vintage retro futurista futuristas futuristic cyberpunk ciberpunk"
    " neon synthwave vaporwave botanico"
    " botanica botanical generativa generativo generative geometrico geometrica geometric bauhaus abstracto"
    " abstracta abstrato abstrata abstract"
    " psicodelico psicodelica psychedelic surrealista surreal kawaii cartoon acuarela aquarela watercolor"
    " watercolour moderno moderna modern elegante"
    " elegant boho rustico rustica rustic floral tipografico tipografica typographic tropical-style colorido"
    " colorida colorful colourful bonito bonita"
    " lindo linda hermoso hermosa bello bella beautiful nice pretty sencillo sencilla simple simples nuevo novo new"
    " plano plana flat vectorial"
    " mid-century midcentury infantil escandinavo nordico scandinavian nordic divertido divertida funny playful cool"
    " awesome genial chulo chevere"
    " original estampado tierno tierna fofo fofa cute delicado delicada romantico romantica pop".split()
)
"""Words that describe the picture asked for; dropped from titles that say enough without them."""
PLAIN_ADJECTIVES = frozenset(
    "minimalista minimalistas minimalist minimal vintage moderno moderna modern bonito bonita lindo linda hermoso"
    " hermosa bello bella beautiful nice pretty sencillo"
    " sencilla simple simples nuevo novo new plano plana flat vectorial original genial cool chulo chevere awesome"
    " elegante elegant tipografico tipografica typographic"
    " botanico botanica botanical colorido colorida colorful colourful".split()
)
"""Of those, the ones that add nothing even to a title of a single word."""
