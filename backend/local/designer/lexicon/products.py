"""What may be asked for, in words: commands, products and their kinds, prices and last sentences."""

from dataclasses import dataclass
from typing import Literal, get_args

from backend.local.designer.concept import Language

Kind = Literal["poster", "photo", "card", "document"]
KINDS: tuple[Kind, ...] = get_args(Kind)

COMMANDS: dict[Language, frozenset[str]] = {
    "es": frozenset(
        "haz hazme hacer haga hagame hace haceme crea creame crear cree creeme disena diseñame disename disenar"
        " genera generame generar"
        " dibuja dibujame dibujar pinta pintame pintar imagina imaginate quiero quisiera ayudaras ayudes querria"
        " queremos necesito necesitamos gustaria"
        " encantaria podrias puedes podes puede dame ponme prepara preparame muestra muestrame ensename busco deseo"
        " favor porfa"
        " porfavor hola buenas tener ver vender regalar quiere armame arma realiza elabora sobre acerca inspirado"
        " inspirada basado basada".split()
    ),
    "pt": frozenset(
        "faca faz fazer fazes fazeis crie cria criar desenhe desenha desenhar gere gera gerar quero queria queremos"
        " preciso precisamos"
        " gostaria gostava imagine imagina pode poderia podes consegue mostre mostra me favor ola oi tenho ter"
        " vender pinte pinta prepare"
        " adoraria desejo monte elabore sobre acerca inspirado inspirada baseado baseada".split()
    ),
    "en": frozenset(
        "make create design draw generate want wanna need give get would like love please can could you show build"
        " paint imagine prepare"
        " produce really very i'd i'm im id hi hello hey let's lets looking hoping me us about featuring depicting"
        " showing inspired based".split()
    ),
}
"""Words that ask; they are dropped from the front of an idea."""


@dataclass(frozen=True, slots=True)
class ProductWord:
    """Something to sell: how it is asked for, what it costs, and how its description ends, per language."""

    kind: Kind
    price_cents: int
    words: str
    closing: dict[Language, tuple[str, ...]]


PRODUCTS: dict[str, ProductWord] = {
    "invitation": ProductWord(
        "card",
        1200,
        "invitacion invitaciones convite convites convitinho invitation invitations invite invites participacion",
        {
            "es": (
                "Lista para personalizar con nombres, fecha y lugar.",
                "Para que la fiesta empiece al abrir el sobre.",
            ),
            "pt": ("Pronto para personalizar com nomes, data e local.", "Para a festa começar já ao abrir o envelope."),
            "en": ("Ready for names, date and place.", "So that the celebration starts with the envelope."),
        },
    ),
    "card": ProductWord(
        "card",
        600,
        "tarjeta tarjetas tarjetita postal postales cartao cartoes cartaozinho card cards postcard postcards"
        " greeting greetings felicitacion"
        " cartao-postal",
        {
            "es": (
                "Con el interior en blanco para tus propias palabras.",
                "Un detalle pequeño que se guarda mucho tiempo.",
            ),
            "pt": (
                "Com o interior em branco para as suas palavras.",
                "Um gesto pequeno que se guarda por muito tempo.",
            ),
            "en": ("Blank inside for words of your own.", "A small gesture that people keep."),
        },
    ),
    "document": ProductWord(
        "document",
        900,
        "documento documentos certificado certificados diploma diplomas menu menus carta-menu guia guias document"
        " documents certificate"
        " certificates guide guides folleto brochure programa cardapio folheto planner agenda calendario calendar"
        " curriculum flyer volante",
        {
            "es": ("En PDF vectorial, nítido a cualquier tamaño.", "Listo para imprimir o compartir en PDF."),
            "pt": ("Em PDF vetorial, nítido em qualquer tamanho.", "Pronto para imprimir ou partilhar em PDF."),
            "en": ("A vector PDF, crisp at any size.", "Ready to print or to share as a PDF."),
        },
    ),
    "photo": ProductWord(
        "photo",
        1500,
        "foto fotos fotografia fotografias photo photos photograph photographs retrato portrait",
        {
            "es": ("Impresión de archivo sobre papel mate.", "Para mirarla despacio, muchas veces."),
            "pt": ("Impressão de arquivo em papel fosco.", "Para olhar com calma, muitas vezes."),
            "en": ("An archival print on matte paper.", "One to look at slowly, and often."),
        },
    ),
    "mug": ProductWord(
        "poster",
        1400,
        "taza tazas tazon caneca canecas mug mugs",
        {
            "es": ("Para empezar cada mañana con carácter.",),
            "pt": ("Para começar cada manhã com personalidade.",),
            "en": ("Made to start every morning with character.",),
        },
    ),
    "tshirt": ProductWord(
        "poster",
        2400,
        "camiseta camisetas playera playeras polera poleras remera remeras franela t-shirt t-shirts tshirt tshirts"
        " shirt shirts tee hoodie sudadera moletom",
        {
            "es": ("Un diseño para llevar puesto todos los días.",),
            "pt": ("Um desenho para vestir todos os dias.",),
            "en": ("A design to wear every day.",),
        },
    ),
    "sticker": ProductWord(
        "poster",
        400,
        "sticker stickers pegatina pegatinas adesivo adesivos calcomania calcomanias figurinha",
        {
            "es": ("Para dar color a cuadernos, termos y portátiles.",),
            "pt": ("Para dar cor a cadernos, garrafas e notebooks.",),
            "en": ("For notebooks, bottles and laptops in need of colour.",),
        },
    ),
    "tote": ProductWord(
        "poster",
        1800,
        "tote totebag ecobag bolso bolsa sacola",
        {
            "es": ("Para salir a la calle con algo que decir.",),
            "pt": ("Para sair à rua com algo a dizer.",),
            "en": ("For going out with something to say.",),
        },
    ),
    "poster": ProductWord(
        "poster",
        1900,
        "poster posters posteres afiche afiches cartel carteles cartelito lamina laminas cartaz cartazes quadro"
        " quadros cuadro cuadros print prints"
        " imagen imagenes imagem imagens image images picture pictures ilustracion ilustracao illustration"
        " ilustraciones dibujo dibujos desenho desenhos"
        " drawing pintura painting artwork arte-mural mural wallpaper banner portada capa cover diseno desing design"
        " dibujito foto-poster",
        {
            "es": (
                "Lista para enmarcar en casa, en el estudio o en la oficina.",
                "Se imprime en papel mate y llena la pared sin pedir permiso.",
                "Un buen regalo, también para uno mismo.",
            ),
            "pt": (
                "Pronta para emoldurar em casa, no estúdio ou no escritório.",
                "Impressa em papel fosco, enche a parede sem pedir licença.",
                "Um bom presente, também para si.",
            ),
            "en": (
                "Ready to frame at home, in the studio or at work.",
                "Printed on matte paper, it fills a wall without shouting.",
                "A good present, even to yourself.",
            ),
        },
    ),
}
"""By what is sold, the more telling words first."""

DEFAULT_OF_KIND: dict[str, str] = {"poster": "poster", "photo": "photo", "card": "card", "document": "document"}
