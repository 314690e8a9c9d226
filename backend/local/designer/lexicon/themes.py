"""Themes: what an idea is about, at large. A theme brings colours, a mood and a line of text."""

from dataclasses import dataclass

from backend.local.designer.concept import Language


@dataclass(frozen=True, slots=True)
class Theme:
    """`words` in any language, folded; motifs of CLDR subgroups that begin like one of `subgroups` imply the theme."""

    words: str
    palettes: tuple[str, ...]
    mood: dict[Language, str]
    taglines: dict[Language, tuple[str, ...]]
    setting: str
    subgroups: tuple[str, ...] = ()


def _says(es: str, pt: str, en: str) -> dict[Language, tuple[str, ...]]:
    return {"es": tuple(es.split("|")), "pt": tuple(pt.split("|")), "en": tuple(en.split("|"))}


def _mood(es: str, pt: str, en: str) -> dict[Language, str]:
    return {"es": es, "pt": pt, "en": en}


THEMES: dict[str, Theme] = {
    "wedding": Theme(
        "boda bodas casamento wedding weddings novios noivos bridal matrimonio nupcial casamiento compromiso noivado"
        " engagement",
        ("olive", "blush", "garden"),
        _mood("íntimo y luminoso", "íntimo e luminoso", "intimate and luminous"),
        _says(
            "Reserva la fecha|Con todo nuestro cariño",
            "Reserve a data|Com todo o nosso carinho",
            "Save the date|With all our love",
        ),
        "an airy garden",
    ),
    "party": Theme(
        "cumpleanos cumple aniversario birthday fiesta fiestas festa festas party celebracion comemoracao"
        " celebration globos baloes balloons pinata circo"
        " circus graduacion formatura graduation carrusel carrossel feria",
        ("party", "candy", "market"),
        _mood("festivo y alegre", "festivo e alegre", "festive and cheerful"),
        _says(
            "¡A celebrar!|Hecho para sonreír",
            "Hora de celebrar!|Feito para sorrir",
            "Let’s celebrate|Made to make you smile",
        ),
        "a bright party",
    ),
    "baby": Theme(
        "bebe bebes baby babies newborn recien-nacido nacimiento bautizo batizado christening baby-shower cuna berco"
        " maternidad maternidade",
        ("blush", "cloud", "candy"),
        _mood("tierno y suave", "terno e suave", "tender and soft"),
        _says(
            "Bienvenido al mundo|Pequeño gran amor",
            "Bem-vindo ao mundo|Pequeno grande amor",
            "Welcome to the world|Small wonder",
        ),
        "a soft nursery",
    ),
    "christmas": Theme(
        "navidad navideno navidena natal natalino christmas xmas",
        ("christmas", "christmas-night"),
        _mood("cálido y navideño", "acolhedor e natalino", "warm and festive"),
        _says("Paz y alegría|Felices fiestas", "Paz e alegria|Boas festas", "Peace and joy|Happy holidays"),
        "a snowy winter evening",
    ),
    "halloween": Theme(
        "halloween bruja brujas bruxa bruxas witch witches fantasma fantasmas ghost ghosts vampiro vampire zombi"
        " zombie zombies haunted terror horror"
        " embrujada calabaza pumpkin monstruo monstruos monstro monster",
        ("halloween", "night"),
        _mood("misterioso y travieso", "misterioso e travesso", "spooky and playful"),
        _says(
            "Cuando cae la noche|Atrévete a mirar",
            "Quando a noite cai|Atreva-se a olhar",
            "When night falls|Dare to look",
        ),
        "a moonlit night",
    ),
    "coffee": Theme(
        "cafe cafes coffee espresso latte capuchino cappuccino cafetera cafeteira cafeteria barista cacao chocolate"
        " cafecito cafezinho te cha tea matcha"
        " panaderia padaria bakery brunch desayuno breakfast",
        ("coffee", "latte", "clay"),
        _mood("cálido y pausado", "acolhedor e sem pressa", "warm and unhurried"),
        _says(
            "Despacio y con aroma|Primero, una taza",
            "Devagar e com aroma|Primeiro, uma xícara",
            "Slow and fragrant|First, a cup",
        ),
        "a quiet morning table",
    ),
    "food": Theme(
        "comida food cocina cozinha kitchen cooking restaurante restaurant gastronomia gastronomy taco tacos pizza"
        " sushi ramen arepa arepas empanada empanadas"
        " ceviche paella feijoada churrasco asado bbq hamburguesa burger pan pao bread queso queijo cheese vino"
        " vinho wine cerveza cerveja beer mercado market"
        " receta receita recipe chef cocinero menu postre sobremesa dessert helado sorvete vegetales verduras"
        " vegetables",
        ("market", "spice", "citrus"),
        _mood("sabroso y cercano", "saboroso e acolhedor", "hearty and inviting"),
        _says(
            "Para compartir en la mesa|Con sabor propio",
            "Para dividir à mesa|Com sabor próprio",
            "Made for sharing|Full of flavour",
        ),
        "a market stall",
        ("food", "drink", "dishware"),
    ),
    "tropical": Theme(
        "tropical tropicales tropicais samba carnaval carnival tucano tucan toucan pina abacaxi pineapple mango"
        " caribe caribbean salsa cumbia palmera palmeiras"
        " palmeira palm palms coco coconut hibisco verano verao summer guacamaya papagayo arara loro flamingo"
        " flamingos selva jungle rumba",
        ("tropic", "citrus", "parrot"),
        _mood("tropical y festivo", "tropical e festivo", "tropical and sunny"),
        _says(
            "Sol, ritmo y sabor|Siempre verano",
            "Sol, ritmo e sabor|Sempre verão",
            "Sun, rhythm and flavour|Always summer",
        ),
        "lush tropical plants",
        ("food-fruit",),
    ),
    "music": Theme(
        "jazz blues musica music cancion song concierto concert guitarra violao guitar piano saxofon vinilo vinyl"
        " vinil rock punk metal techno dj tango bolero"
        " bossa fado flamenco mariachi vallenato orquesta banda band festival baile danza dance dancing forro frevo"
        " sinfonia opera radio disco discoteca",
        ("jazz", "festival", "disco"),
        _mood("rítmico y nocturno", "rítmico e noturno", "rhythmic and late-night"),
        _says(
            "Música en vivo toda la noche|Sube el volumen",
            "Música ao vivo a noite toda|Aumente o som",
            "Live music all night long|Turn it up",
        ),
        "a smoky stage",
        ("music", "musical-instrument"),
    ),
    "cinema": Theme(
        "cine cinema pelicula peliculas film films filme filmes movie movies teatro theatre theater noir hollywood"
        " cineclub",
        ("cinema", "jazz"),
        _mood("dramático y elegante", "dramático e elegante", "dramatic and elegant"),
        _says(
            "Luces, silencio, acción|Función de medianoche",
            "Luz, silêncio, ação|Sessão da meia-noite",
            "Lights, silence, action|Midnight screening",
        ),
        "a dark screening room",
        ("light-video",),
    ),
    "space": Theme(
        "espacio espaco space luna lua moon planeta planetas planet planets astronauta astronautas astronaut cohete"
        " foguete rocket galaxia galaxy estrellas"
        " estrelas stars star universo universe cosmos marte mars saturno saturn nasa ovni ufo alien eclipse"
        " constelacion constelaciones nebulosa nebula orbita",
        ("space", "night", "aurora"),
        _mood("soñador e inmenso", "sonhador e imenso", "dreamy and vast"),
        _says(
            "Más allá del cielo|Rumbo a las estrellas",
            "Além do céu|Rumo às estrelas",
            "Beyond the sky|Bound for the stars",
        ),
        "a star-filled sky",
        ("sky-weather",),
    ),
    "tech": Theme(
        "ia ai inteligencia intelligence algoritmo algorithm datos dados data matematicas matematica math maths"
        " mathematics machine learning neural codigo code"
        " coding robot robots robo robos tecnologia technology programacion programming software cuantica quantum"
        " fractal blockchain bitcoin internet hacker"
        " ciencia science fisica physics generativa generative computadora computer",
        ("aurora", "ember", "ink-flow"),
        _mood("curioso y preciso", "curioso e preciso", "curious and precise"),
        _says(
            "Imaginado por algoritmos|Pensar en curvas",
            "Imaginado por algoritmos|Pensar em curvas",
            "Imagined by algorithms|Thinking in curves",
        ),
        "an abstract digital field",
        ("computer", "science"),
    ),
    "sea": Theme(
        "mar sea ocean oceano playa praia beach surf surfista surfing surfer surfe ola olas onda ondas wave waves"
        " ballena baleia whale tiburon tubarao shark pez"
        " peces peixe fish barco boat velero veleiro sailboat isla ilha island costa coast coral arrecife reef"
        " sirena sereia mermaid delfin golfinho dolphin faro"
        " farol lighthouse pulpo polvo octopus marinero marinheiro sailor submarino buceo diving",
        ("sea", "vintage-sea", "lagoon"),
        _mood("fresco y abierto", "fresco e aberto", "fresh and open"),
        _says(
            "El mar siempre vuelve|Sal en la piel",
            "O mar sempre volta|Sal na pele",
            "The sea always returns|Salt in the air",
        ),
        "open water under a low sun",
        ("animal-marine", "transport-water"),
    ),
    "forest": Theme(
        "bosque bosques forest floresta jungla mata arbol arboles arvore arvores tree trees camping senderismo"
        " hiking trilha lobo wolf oso urso bear ciervo deer"
        " zorro raposa fox buho coruja owl setas hongos cogumelos mushrooms amazonas amazonia naturaleza natureza"
        " nature cabana cabin pino pinos",
        ("forest", "moss", "autumn"),
        _mood("sereno y profundo", "sereno e profundo", "calm and deep"),
        _says(
            "Respira hondo|Donde habla el viento",
            "Respire fundo|Onde o vento fala",
            "Breathe it in|Where the wind speaks",
        ),
        "tall trees in mist",
    ),
    "desert": Theme(
        "desierto desiertos deserto desert dunas dunes sahara cactus western vaquero cowboy atacama canyon oasis"
        " camello camel sertao",
        ("desert", "clay"),
        _mood("seco y luminoso", "seco e luminoso", "dry and luminous"),
        _says(
            "Silencio y sol|El camino es largo", "Silêncio e sol|O caminho é longo", "Silence and sun|The road is long"
        ),
        "dunes under a hot sky",
    ),
    "dawn": Theme(
        "amanecer amanhecer sunrise dawn alba alvorada atardecer entardecer sunset dusk ocaso crepusculo horizonte"
        " horizon golden",
        ("dawn", "dusk", "coral-sky"),
        _mood("sereno y luminoso", "sereno e luminoso", "serene and luminous"),
        _says(
            "Donde empieza el día|La luz primera",
            "Onde o dia começa|A primeira luz",
            "Where the day begins|First light",
        ),
        "low golden light",
    ),
    "mountain": Theme(
        "montana montanas montanha montanhas mountain mountains andes cordillera alpes alps sierra serra volcan"
        " vulcao volcano nevado himalaya everest cumbre nieve"
        " neve snow invierno inverno winter esqui ski skiing escalada climbing patagonia fuji aurora",
        ("dawn", "alpine", "dusk"),
        _mood("sereno e inmenso", "sereno e imenso", "serene and vast"),
        _says(
            "Más cerca del cielo|Aire de altura",
            "Mais perto do céu|Ar das alturas",
            "Closer to the sky|Thin air, wide view",
        ),
        "ridge behind ridge",
    ),
    "city": Theme(
        "ciudad ciudades cidade cidades city cities skyline rascacielos skyscrapers urbano urbana urban metropolis"
        " calles streets ruas metro puente bridge",
        ("city", "dusk", "bauhaus"),
        _mood("urbano y vibrante", "urbano e vibrante", "urban and alive"),
        _says(
            "La ciudad nunca es la misma|Calles con historia",
            "A cidade nunca é a mesma|Ruas com história",
            "Never the same city twice|Streets with stories",
        ),
        "rooftops against the sky",
        ("place-building", "place-other"),
    ),
    "romance": Theme(
        "amor love romance romantico romantica romantic corazon coracao heart corazones beso beijo kiss valentin"
        " valentine namorados enamorados mama mae mom mum"
        " madre mother abuela avo grandma te-amo aniversario anniversary rosa rosas roses",
        ("blush", "rose", "coral-sky"),
        _mood("tierno y romántico", "terno e romântico", "tender and romantic"),
        _says(
            "Con todo el corazón|Siempre contigo",
            "De todo o coração|Sempre com você",
            "With a full heart|Always with you",
        ),
        "a soft rosy light",
        ("heart", "emotion"),
    ),
    "garden": Theme(
        "flor flores flower flowers jardin jardim garden gardening primavera spring planta plantas plant plants rosa"
        " rosas rose tulipan tulipanes girasol girasoles"
        " girassol girassois sunflower sunflowers lavanda lavender orquidea orquideas orchid orchids hojas folhas"
        " leaves leaf hierbas herbs herb ramo bouquet olivo"
        " oliva olive oliveira margaritas cactus suculentas mariposa mariposas borboleta borboletas butterfly"
        " butterflies abeja abejas bee bees colibri beija-flor",
        ("garden", "olive", "moss"),
        _mood("fresco y sereno", "fresco e sereno", "fresh and serene"),
        _says("Crecer sin prisa|Todo florece", "Crescer sem pressa|Tudo floresce", "Grow slowly|Everything blooms"),
        "a garden in soft light",
        ("plant",),
    ),
    "autumn": Theme(
        "otono outono autumn fall hojas-secas cosecha colheita harvest thanksgiving",
        ("autumn", "spice"),
        _mood("cálido y melancólico", "acolhedor e melancólico", "warm and wistful"),
        _says("Días de oro|Caen las hojas", "Dias de ouro|Caem as folhas", "Golden days|Leaves let go"),
        "falling leaves",
    ),
    "calm": Theme(
        "yoga meditacion meditacao meditation zen calma calm paz peace silencio silence relax mindfulness respira"
        " breathe despacio devagar slow tranquilo tranquila"
        " quiet serenidad serenidade serenity spa bienestar bem-estar wellness",
        ("sage", "stone", "cloud"),
        _mood("tranquilo y ligero", "tranquilo e leve", "quiet and light"),
        _says(
            "Despacio también se llega|Aquí y ahora",
            "Devagar também se chega|Aqui e agora",
            "Slow is also a way|Here and now",
        ),
        "an empty, quiet room",
    ),
    "sport": Theme(
        "futbol futebol soccer football baloncesto basketball basquete tenis tennis ciclismo cycling maraton"
        " marathon correr running gimnasio gym boxeo boxing"
        " deporte deportes esporte esportes sport sports beisbol baseball skate skateboard olimpicos gol goal"
        " mundial copa rugby golf natacion bicicleta bicycle",
        ("sport", "bauhaus", "festival"),
        _mood("enérgico y audaz", "enérgico e ousado", "energetic and bold"),
        _says(
            "Hasta el último minuto|Juega con el corazón",
            "Até o último minuto|Jogue com o coração",
            "To the last minute|Play with heart",
        ),
        "a stadium in motion",
        ("sport", "person-sport", "award-medal"),
    ),
    "travel": Theme(
        "viaje viajes viajar viagem viagens travel trip aventura adventure ruta rota road carretera estrada mapa map"
        " brujula avion aviao airplane tren trem train"
        " mochila backpack vacaciones ferias vacation wanderlust explorar explore kombi furgoneta van",
        ("vintage", "coral-sky", "lagoon"),
        _mood("libre y aventurero", "livre e aventureiro", "free and adventurous"),
        _says(
            "El viaje es la meta|Siempre hay camino",
            "A viagem é a meta|Sempre há caminho",
            "The journey is the point|There is always a road",
        ),
        "an open road",
        ("transport", "place-map", "hotel"),
    ),
    "books": Theme(
        "libro libros livro livros book books lectura leitura reading biblioteca library literatura literature"
        " poesia poetry poema poem cuento cuentos novela escritor",
        ("clay", "latte", "ink"),
        _mood("íntimo y curioso", "íntimo e curioso", "intimate and curious"),
        _says("Una página más|Leer es viajar", "Só mais uma página|Ler é viajar", "One more page|To read is to travel"),
        "a reading corner",
        ("book-paper", "writing"),
    ),
    "art": Theme(
        "arte art artista artist museo museu museum pintor painter pintura exposicion exposicao exhibition galeria"
        " gallery bauhaus picasso frida kahlo van-gogh",
        ("bauhaus", "market", "ink"),
        _mood("expresivo y libre", "expressivo e livre", "expressive and free"),
        _says(
            "Forma, color y ritmo|Mirar otra vez",
            "Forma, cor e ritmo|Olhar outra vez",
            "Form, colour and rhythm|Look again",
        ),
        "a gallery wall",
        ("arts-crafts",),
    ),
    "night": Theme(
        "noche noches noite noites night nights medianoche midnight nocturno noturno insomnio sueno suenos sonho"
        " sonhos dream dreams dreaming luciernagas fireflies",
        ("night", "space", "city"),
        _mood("nocturno y soñador", "noturno e sonhador", "nocturnal and dreamy"),
        _says(
            "Cuando cae la noche|Sueña despierto",
            "Quando a noite cai|Sonhe acordado",
            "When night falls|Dream wide awake",
        ),
        "a deep blue night",
        ("sleep",),
    ),
    "kids": Theme(
        "nino ninos nina ninas crianca criancas kid kids child children infantil infantiles dinosaurio dinosaurios"
        " dinossauro dinossauros dinosaur dinosaurs dragon"
        " dragones dragao unicornio unicornios unicorn unicorns hada hadas fada fadas fairy princesa princesas"
        " juguete juguetes brinquedo toys superheroe pirata piratas",
        ("candy", "party", "cloud"),
        _mood("juguetón y alegre", "brincalhão e alegre", "playful and bright"),
        _says(
            "Hecho para sonreír|Imaginación sin límites",
            "Feito para sorrir|Imaginação sem limites",
            "Made to make you smile|Imagination welcome",
        ),
        "a storybook world",
        ("animal-reptile", "person-fantasy", "game"),
    ),
    "animals": Theme(
        "animal animales animais animals gato gatos cat cats perro perros dog dogs cachorro cachorros caballo cavalo"
        " horse tigre tiger leon leao lion elefante elephant"
        " jirafa giraffe pajaro passaro bird birds safari mascota mascotas pet pets conejo coelho rabbit",
        ("savanna", "citrus", "lagoon", "vintage"),
        _mood("vivo y con carácter", "vivo e cheio de caráter", "lively and full of character"),
        _says(
            "Con carácter propio|Salvaje y noble",
            "Com personalidade|Selvagem e nobre",
            "A character of its own|Wild at heart",
        ),
        "a simple bold backdrop",
        ("animal", "cat-face", "monkey-face"),
    ),
}
"""By key; in a tie the earlier wins."""

COUNTRY: Theme = Theme(
    "",
    ("vintage",),
    _mood("cálido y orgulloso", "acolhedor e orgulhoso", "warm and proud"),
    _says(
        "Un país, mil colores|Tierra de historias",
        "Um país, mil cores|Terra de histórias",
        "One country, a thousand colours|A land of stories",
    ),
    "the country's own colours",
)
PLAIN: Theme = Theme(
    "",
    ("bauhaus", "vintage", "clay", "lagoon", "dusk", "ink"),
    _mood("audaz y contemporáneo", "ousado e contemporâneo", "bold and contemporary"),
    _says("Menos es más|Hecho con intención", "Menos é mais|Feito com intenção", "Less is more|Made with intent"),
    "a plain ground",
)
