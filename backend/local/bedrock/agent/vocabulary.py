"""What words mean, in Spanish, Portuguese and English: enough to compare a request with the descriptions of tools.

A concept has whole words and beginnings of words (`publi*`), folded to lower case without accents. A word of no
concept means itself, cut to a length at which the three languages often agree (`catalo`, `temper`).
"""

import re
from functools import lru_cache

from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS
from backend.local.designer.text import fold

ACTIONS = {
    "create": "make makes making made create* creat* draw draws drawing drawn design* generat* produc produce produces "
    "build* compose* paint paints painting add adds adding insert* register* haz hazme hazlo hazla hacer haga "
    "hagas hagame crea* cree creen creame dibuj* disen* gener* pinta* pinte* agrega* anad* adicion* faca faz "
    "fazer faze crie* cria* criar desenh* gere gera gerar elabor* monta* monte prepar*",
    "delete": "delet* remov* erase* borra* borre* elimin* quita* quite suprim* apaga* apague* exclu*",
    "update": "updat* chang* edit* modif* renam* adjust* cambia* cambie* actualiz* ajust* pon ponle ponlo ponla poner "
    "ponga mude mudar muda* altera* altere* atualiz* troca* troque* coloca* coloque* replac* reemplaz* "
    "sustitu* substitu* renombr* renome* set sets",
    "publish": "publish* publica publicar publicalo publicala publicalos publicame publicado publicada publique* "
    "publiq* publicar* publica-* launch*",
    "list": "list lists listed listing-all lista listar liste listame enumera* enumerat* browse* looks",
    "show": "show* display* view* see sees get gets give gives fetch* retriev* read reads muestra* mostra* mostre* "
    "ver vea veja dame deme consult* obten* obtem obter ensena* trae* traiga* traz* traga*",
    "find": "find finds search* lookup locat* busca* busque* encuentr* encontr* procur* pesquis* query queries look "
    "looking",
    "ask": "ask asks asking answer* pregunt* pergunt* respond* responde*",
    "tell": "tell tells say says dime digame decir decirme diga* diz dizer cuentame avisa* informa* informe* know "
    "saber",
    "send": "send* sends envia enviar envie envio envialo enviale enviame mande* manda mandar mandale mandalo",
    "translate": "translat* traduc* traduz* traduccion*",
    "calculate": "calculat* calcul* comput* suma sumar sume soma somar multipl* divid* evaluat*",
    "convert": "convert* convier*",
    "follow": "follow* track tracks sigue sigu* acompanh* rastre*",
    "check": "check checks verif* comprueb* comprob* revis* confir* confer*",
    "archive": "archive archives archived archivar archiva archivalo archivala archive-* arquivar arquive* arquivado",
    "save": "save saves saved guarda* guarde* salva salvar salve",
    "start": "start starts begin begins inicia* inicie* empez* empiez* comeca* comece* run runs ejecut* execut*",
    "stop": "stop stops halt deten* detiene* pare parar",
    "reserve": "reserv* book booking",
    "buy": "buy buys purchas* compra comprar compre compren compralo",
    "pay": "pay pays paga pagar pague",
    "cancel": "cancel* anula* anule*",
    "schedule": "schedul* agend* program programa programar programe marca marcar marque",
    "count": "count counts contar cuenta-* conte",
    "open": "open opens abre abrir abra",
    "close": "close closes cierra* fecha fechar feche cerrar",
    "turn": "turn turns enciend* apaga* liga ligar desliga*",
    "play": "play plays reproduc* toca tocar toque",
}
THINGS = {
    "product": "product producto* produto*",
    "item": "item articulo* artigo*",
    "listing": "listing anuncio* oferta* offer",
    "price": "price pric* precio* preco* cost costs cuesta* cuestan custa* custam custo* valor valores",
    "picture": "picture image imagen* imagem imagens illustrat* ilustr*",
    "photo": "photo foto fotograf* photograph*",
    "poster": "poster posteres afiche* cartel* cartaz* lamina*",
    "card": "card tarjeta* cartao cartoes postal* invitac* invitat* convite*",
    "document": "document documento*",
    "order": "order pedido* encomenda* orden ordenes compras",
    "user": "user usuari* customer client* person people persona personas pessoa*",
    "catalogue": "catalog*",
    "job": "job task tarea* tarefa* trabajo* trabalho*",
    "echo": "echo echoes eco ecos",
    "title": "title titulo* titul*",
    "name": "name nombre* nome nomes called llamad* chamad* call",
    "tag": "tag etiqueta* label",
    "status": "status state estado situac* progress* progres*",
    "address": "address direcc* endereco* url link enlace*",
    "mail": "email e-mail mail correo*",
    "weather": "weather clima forecast* pronostico* previsao",
    "city": "city ciudad* cidade* location lugar* ubicac* place",
    "country": "country countries pais paises",
    "language": "language idioma* lingua* lengua*",
    "file": "file archivo archivos arquivo arquivos fichero*",
    "message": "message mensaj* mensag*",
    "event": "event evento* meeting reunion* reuniao reunioes appointment cita citas",
    "date": "date fecha fechas day dia dias",
    "time": "time hora horas",
    "account": "account cuenta cuentas conta contas",
    "flight": "flight vuelo* voo voos",
    "song": "song cancion* musica* music track-*",
    "news": "news noticia*",
    "volume": "book-* books libro* livro*",
    "note": "note nota notas",
    "invoice": "invoice factura* fatura*",
    "number": "number numero*",
    "shop": "shop store tienda* loja* sale venta* venda* window vitrin* escaparate storefront*",
    "idea": "idea ideas ideia*",
    "brief": "brief briefing plan plano propuesta* proposta*",
    "description": "descri*",
    "text": "text texto* sentence frase*",
    "allowance": "allowance quota cuota* cota cupo* left quedan queda restam resta remaining",
    "self": "me-* myself",
    "recorded": "record* grab* grav* moment*",
    "active": "activ* ativo* ativa*",
    "draft": "draft borrador* rascunho*",
    "paid": "paid pagad* pago pagos",
    "shipped": "shipped enviado* enviada*",
    "delivered": "deliver* entregad* entregue*",
    "pending": "pending pendient* pendente*",
    "refund": "refund* reembols* devuelt* devolv*",
    "seller": "seller vendedor*",
    "buyer": "buyer comprador*",
    "temperature": "temperatur*",
    "stock": "stock existencia* estoque*",
    "cheap": "cheap* barat* econom*",
    "latest": "latest newest recent* ultim* nuev* nov*",
    "coffee": "coffee cafe cafes",
    "health": "health salud saude",
}
PHRASES = {
    r"\bwho (am i|i am)\b|\bquien soy( yo)?\b|\bquem (eu )?sou( eu)?\b|\bwho (do )?you act for\b": "self",
    r"\bhow much\b|\bcuanto (cuesta|vale)n?\b|\bquanto (custa|vale)m?\b": "price",
    r"\bhow many\b|\bcuant[oa]s\b|\bquant[oa]s\b": "count",
    r"\bfor sale\b|\ben venta\b|\ba (la )?venta\b|\ba venda\b": "shop",
    r"\bque tiempo (hace|hara)\b|\bcomo esta o tempo\b|\bel tiempo (en|de)\b|\bo tempo (em|no|na)\b": "weather",
    r"\bwhere is\b|\bdonde (esta|queda)\b|\bonde (esta|fica)\b": "address",
    r"\d\s*[+*/×x^-]\s*[\d(]|\d\s*%\s*(of|de)\b": "calculate",
    r"\bput away\b|\bputs it away\b": "archive",
}
"""Turns of phrase that say what their words do not."""
READING = frozenset({"list", "show", "find", "ask", "tell", "check", "follow", "count", "open"})
"""What changes nothing."""
HARMLESS = frozenset({"calculate", "convert", "translate"})
"""What only works something out."""
WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_STOP = frozenset().union(*FUNCTION_WORDS.values()) | {
    "please",
    "favor",
    "porfa",
    "ahora",
    "now",
    "agora",
    "want",
    "quiero",
    "quero",
}
_LENGTH = 6


def _entries() -> tuple[dict[str, str], dict[str, str]]:
    whole: dict[str, str] = {}
    beginnings: dict[str, str] = {}
    for concept, forms in {**ACTIONS, **THINGS}.items():
        for form in (concept, *forms.split()):
            (beginnings if form.endswith("*") else whole).setdefault(form.rstrip("*"), concept)
    return whole, beginnings


_WHOLE, _BEGINNINGS = _entries()


@lru_cache(maxsize=16_384)
def meaning(word: str) -> str:
    """`carteles` -> poster, `Publícalo` -> publish, `orders` -> order, `Medellín` -> medell."""
    folded = fold(word).replace("’", "'")
    for form in (folded, folded.removesuffix("s"), folded.removesuffix("es")):
        if form in _WHOLE:
            return _WHOLE[form]
    for length in range(len(folded), 3, -1):
        if folded[:length] in _BEGINNINGS:
            return _BEGINNINGS[folded[:length]]
    stem, _, clitic = folded.partition("-")
    if clitic and stem in _WHOLE:
        return _WHOLE[stem]
    return (folded.removesuffix("s") if len(folded) > 3 else folded)[:_LENGTH]


def meanings(text: str) -> list[str]:
    """What a text speaks of, in order, without the words that only hold a sentence together."""
    plain = fold(text)
    phrased = [concept for phrase, concept in PHRASES.items() if re.search(phrase, plain)]
    return phrased + [meaning(word) for word in WORD.findall(text) if fold(word) not in _STOP]


def split_name(name: str) -> list[str]:
    """`list_products` and `listProducts` -> list, products."""
    return re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", name)


def name_meanings(name: str) -> list[str]:
    """`get_me` -> show, self."""
    return ["self" if part.lower() == "me" else meaning(part) for part in split_name(name)]


def is_plural(word: str) -> bool:
    return len(word) > 3 and fold(word).endswith("s") and not fold(word).endswith(("ss", "us", "is"))
