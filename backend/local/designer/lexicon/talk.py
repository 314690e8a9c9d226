"""What is said in a conversation around the facts: greetings, thanks, and not knowing."""

from backend.local.designer.concept import Language

GREETINGS = frozenset(
    "hola buenas buenos dias tardes noches saludos hey hi hello ola oi bom boa dia tarde noite good morning"
    " afternoon evening que tal tudo bem hallo yo there"
    " como estas esta are you how everyone amigo todos va vai e ai".split()
)
"""A message of nothing but these is a greeting."""
OPENERS = frozenset("hola buenas buenos saludos hey hi hello ola oi bom boa good hallo".split())
THANKS = frozenset("gracias obrigado obrigada thanks thank thx valeu agradecido agradezco cheers muchisimas".split())
AROUND_THANKS = frozenset(
    "muchas mil muy por todo tu ayuda la muito pela ajuda tudo you so much very for your help a lot many genial"
    " perfecto perfeito great ok vale ayudarme".split()
)
CAPABLE = (
    r"\b(what (can|do) you do|what are you|who are you|how (can|do) you (help|work)|what is this|help me$|^help\b"
    r"|qu[eé] (puedes|sabes) hacer|qui[eé]n eres|qu[eé] eres|(en|a) qu[eé] (me )?(puedes|ayudas)|c[oó]mo"
    r" (funcionas|funciona esto)|^ayuda\b|qu[eé] haces"
    r"|o que (voc[eê] )?(pode|sabe|faz|podes|fazes)|quem [eé] voc[eê]|como (voc[eê] )?(funciona|pode ajudar)|^ajuda\b)"
)
MAKING = (
    r"^\s*(please |por favor,? )?(make|create|design|draw|generate|haz(me)?|crea(me)?|dise[nñ]a(me)?|dibuja(me)?"
    r"|genera(me)?|fa[cç]a|faz|crie|cria|desenhe|gere)\b"
)

HELLO: dict[Language, str] = {
    "es": "¡Hola! Cuéntame una idea y la convierto en un diseño, o pregúntame por tus productos, precios y pedidos.",
    "pt": "Olá! Conte uma ideia e eu a transformo em um design, ou pergunte sobre os seus produtos, preços e pedidos.",
    "en": "Hello! Tell me an idea and I turn it into a design, or ask me about your products, prices and orders.",
}
WELCOME: dict[Language, str] = {
    "es": "¡Con mucho gusto! Si tienes otra idea, aquí estoy.",
    "pt": "De nada! Se tiver outra ideia, estou aqui.",
    "en": "You are welcome! If you have another idea, I am here.",
}
ABILITIES: dict[Language, str] = {
    "es": "Convierto una idea en un brief y en un póster, foto, tarjeta o documento listo para vender, y respondo"
    " preguntas sobre tus productos y el"
    " catálogo citando de dónde sale cada dato. Por ejemplo: «Hazme una imagen de Colombia» o «¿cuánto cuesta el"
    " póster de jazz?».",
    "pt": "Transformo uma ideia em um brief e em um pôster, foto, cartão ou documento pronto para vender, e respondo"
    " perguntas sobre os seus produtos e o"
    " catálogo citando de onde vem cada dado. Por exemplo: «Faz um cartaz do Brasil» ou «quanto custa o pôster de"
    " jazz?».",
    "en": "I turn an idea into a brief and a poster, photo, card or document ready to sell, and I answer questions"
    " about your products and the catalogue,"
    " saying where each fact comes from. For example: “Make me a poster of Colombia” or “how much is the jazz"
    " poster?”.",
}
MAKE: dict[Language, str] = {
    "es": "Con esa idea haría «{title}»: {style}, {mood}. Envíala a /create y la convierto en un producto con su"
    " imagen.",
    "pt": "Com essa ideia eu faria «{title}»: {style}, {mood}. Envie-a para /create e eu a transformo em um produto"
    " com a sua imagem.",
    "en": "With that idea I would make “{title}”: {style}, {mood}. Send it to /create and I turn it into a product"
    " with its picture.",
}
UNKNOWN: dict[Language, str] = {
    "es": "No encuentro eso en la información que tengo. ¿Puedes decirlo con otras palabras o darme más detalles?",
    "pt": "Não encontro isso na informação que tenho. Pode dizer com outras palavras ou dar mais detalhes?",
    "en": "I can’t find that in the information I have. Could you put it another way or give me more details?",
}
VAGUE: dict[Language, str] = {
    "es": "No estoy seguro de a qué te refieres. ¿Me dices el nombre del producto o del tema?",
    "pt": "Não tenho certeza do que você quer dizer. Pode me dizer o nome do produto ou do assunto?",
    "en": "I am not sure what you mean. Could you name the product or the subject?",
}
NOTHING: dict[Language, str] = {
    "es": "Todavía no tengo productos ni textos que consultar sobre eso.",
    "pt": "Ainda não tenho produtos nem textos para consultar sobre isso.",
    "en": "I have no products or texts to look that up in yet.",
}
FOUND: dict[Language, tuple[str, str]] = {
    "es": ("He encontrado {count}:", "He encontrado uno:"),
    "pt": ("Encontrei {count}:", "Encontrei um:"),
    "en": ("I found {count}:", "I found one:"),
}
CHEAP = frozenset("barato barata baratos baratas economico economica cheap cheapest cheaper".split())
DEAR = frozenset("caro cara caros caras expensive dearest priciest".split())
COSTS: dict[Language, str] = {
    "es": "«{title}» cuesta {price} [{at}].",
    "pt": "«{title}» custa {price} [{at}].",
    "en": "“{title}” costs {price} [{at}].",
}

ASKING: dict[Language, frozenset[str]] = {
    "es": frozenset(
        "que cual cuales como cuando donde quien cuanto cuanta cuantos cuantas puedo puede pueden hay tienen tiene"
        " tienes tengo hacen hago ustedes es son cuesta cuestan"
        " vale valen precio precios dime cuentame sobre acerca quiero saber muestrame mostrar ver busca buscar lista"
        " listame algun alguna vendes venden vende informacion"
        " mis mi tu tus me podrias puedes conoces sabes existe existen dame segundo segunda primero primera otro"
        " otra ultimo ese esa algo alguno".split()
    ),
    "pt": frozenset(
        "que qual quais como quando onde quem quanto quanta quantos quantas posso pode podem ha tem tens tenho voces"
        " fazem faco e sao custa custam preco precos diga conte"
        " sobre quero saber mostre mostrar ver busque buscar lista liste algum alguma vende vendem informacao meus"
        " minhas meu minha eu voce existe existem segundo segunda primeiro primeira outro outra ultimo esse essa"
        " algo".split()
    ),
    "en": frozenset(
        "what which how when where who much many can do does did i you is are was there long have has will would"
        " could tell me about price prices cost costs show list"
        " find any my your want know sell information please got exist search a the give first second third last one"
        " ones other another anything something that it them".split()
    ),
}
"""Words of a question that are not what it is about."""
PRICE_WORDS = (
    CHEAP
    | DEAR
    | frozenset(
        "cuanto cuesta cuestan precio precios vale valen quanto custa custam preco precos much cost costs price"
        " prices priced pricing".split()
    )
)
LIST_WORDS = frozenset(
    "que cuales cuantos cuantas quantos quantas many muestrame lista listame quais mostre liste which what show list"
    " tengo tenho tienes tienen have productos produtos products hay ha vendes".split()
)
GOODS = frozenset(
    "poster posteres posters postere afiche afiches cartel carteles cartaz cartazes producto productos produto"
    " produtos product products tarjeta tarjetas cartao cartoes card"
    " cards foto fotos photo photos diseno disenos design designs documento documentos document documents item items"
    " articulo articulos artigo lamina laminas imagen imagenes"
    " imagem imagens image images print prints obra obras tienda loja shop store catalogo catalogue catalog".split()
)
SYNONYMS: tuple[str, ...] = (
    "devol return refund reembols",
    "envi ship deliver entreg frete",
    "pago pagam pagar paga pay",
    "talla taman size medida dimension",
    "cancel anula",
    "papel paper",
    "pedid order encomend",
    "regalo present gift",
)
"""Beginnings of words that mean the same in the three languages."""
