"""Cities, regions and landmarks that stand for their country, `|` between them, folded; CLDR's cities come on top."""

CITIES: dict[str, str] = {
    "AE": "dubai|abu dhabi",
    "AR": "buenos aires|patagonia|mendoza|rosario argentina|bariloche|ushuaia|iguazu|cataratas del iguazu|la"
    " boca|mar del plata",
    "AT": "vienna|viena|salzburgo|salzburg|innsbruck|tirol",
    "AU": "sydney|sidney|melbourne|brisbane|tasmania|outback|uluru|great barrier reef",
    "BE": "bruselas|bruxelas|brussels|brujas|bruges|amberes|antwerp|gante|ghent",
    "BO": "la paz|uyuni|salar de uyuni|sucre bolivia|titicaca",
    "BR": "rio de janeiro|sao paulo|salvador de bahia|salvador bahia|bahia|brasilia|recife brasil|olinda|ouro"
    " preto|florianopolis"
    "|copacabana|ipanema|pao de acucar|corcovado|cristo redentor|fortaleza brasil|manaus|minas gerais|curitiba|porto"
    " alegre"
    "|belo horizonte|paraty|amazonia brasileira|pantanal|lencois maranhenses|nordeste|chapada"
    " diamantina|leblon|maracana|jalapao",
    "CA": "toronto|vancouver|montreal|quebec|ottawa|banff|niagara",
    "CH": "zurich|ginebra|genebra|geneva|matterhorn|cervino|alpes suizos|swiss alps|zermatt|lucerna",
    "CL": "santiago de chile|valparaiso|atacama|torres del paine|isla de pascua|easter island|ilha de pascoa|rapa"
    " nui|chiloe",
    "CN": "pekin|pequim|beijing|shanghai|xangai|gran muralla|grande muralha|great wall of china|guilin",
    "CO": "bogota|medellin|cartagena|cartagena de indias|cali colombia|barranquilla|santa marta|eje cafetero|villa"
    " de leyva"
    "|guatape|salento|valle de cocora|cocora|san andres|tayrona|cano cristales|monserrate|bucaramanga|pereira"
    " colombia|quindio"
    "|comuna 13|coffee region of colombia|antioquia|guajira",
    "CR": "san jose de costa rica|monteverde|arenal volcano|volcan arenal",
    "CU": "la habana|havana|trinidad de cuba|varadero|malecon",
    "CZ": "praga|prague",
    "DE": "berlin|berlim|munich|munique|hamburgo|hamburg|colonia"
    " alemania|oktoberfest|frankfurt|baviera|bavaria|neuschwanstein",
    "DK": "copenhague|copenhagen|nyhavn",
    "DO": "punta cana|santo domingo",
    "EC": "quito|galapagos|islas galapagos|galapagos islands|guayaquil|cuenca ecuador|cotopaxi",
    "EG": "el cairo|cairo|luxor|giza|nilo|nile|piramides de egipto|pyramids of giza",
    "ES": "madrid|barcelona|sevilla|seville|sevilha|valencia|granada|malaga|bilbao|toledo|mallorca|maiorca|ibiza"
    "|tenerife|canarias"
    "|canary islands|ilhas canarias|andalucia|andalusia|andaluzia|camino de santiago|sagrada"
    " familia|alhambra|galicia|asturias"
    "|san sebastian|zaragoza|salamanca|cadiz|costa brava|menorca|cataluna|catalonia|pais"
    " vasco|cordoba|segovia|formentera",
    "FI": "helsinki|helsinque|laponia|lapland",
    "FR": "paris|torre eiffel|eiffel"
    " tower|lyon|marsella|marselha|marseille|niza|provenza|provence|provenca|burdeos|bordeaux"
    "|normandia|normandy|montmartre|mont saint-michel|bretana|saint-tropez|estrasburgo|costa azul|cote"
    " d'azur|louvre|versalles",
    "GB": "london|londres|england|inglaterra|escocia|scotland|gales|wales|edimburgo|edinburgh|liverpool|manchester"
    "|stonehenge"
    "|big ben|tower bridge|oxford|cambridge|belfast|highlands|cornwall|brighton|lake district|glasgow",
    "GR": "atenas|athens|santorini|mykonos|creta|crete|acropolis|partenon|parthenon|corfu|meteora",
    "GT": "antigua guatemala|tikal|atitlan",
    "HR": "dubrovnik|split croatia|zagreb|plitvice",
    "HU": "budapest|budapeste",
    "ID": "bali|yakarta|jacarta|jakarta|borobudur",
    "IE": "dublin|dublim|galway|cliffs of moher|connemara",
    "IL": "jerusalen|jerusalem|tel aviv|tel-aviv",
    "IN": "nueva delhi|nova delhi|new delhi|delhi|mumbai|taj mahal|jaipur|goa|varanasi|kerala|rajasthan|agra",
    "IS": "reikiavik|reykjavik",
    "IT": "roma|rome|florencia|florenca|florence|venecia|veneza|venice|milan|milao|napoles|naples|toscana|tuscany"
    "|sicilia|sicily"
    "|pisa|capri|amalfi|positano|cinque"
    " terre|vesubio|vesuvio|coliseo|coliseu|colosseum|turin|bolonia|bologna|verona|siena"
    "|cerdena|sardinia|sardenha|lago di como|lake como|dolomitas|dolomites",
    "JP": "tokio|toquio|tokyo|kioto|quioto|kyoto|osaka|monte fuji|mount fuji|hiroshima|hokkaido|nara"
    " japan|shibuya|okinawa",
    "KE": "nairobi|masai mara",
    "KH": "angkor|angkor wat",
    "KR": "seul|seoul|busan",
    "MA": "marrakech|marrakesh|casablanca|fez marruecos|chefchaouen",
    "MX": "ciudad de mexico|cidade do mexico|mexico city|cdmx|guadalajara|oaxaca|cancun|tulum|chichen"
    " itza|puebla|yucatan"
    "|guanajuato|san miguel de"
    " allende|teotihuacan|xochimilco|tijuana|jalisco|acapulco|monterrey|chiapas|veracruz|coyoacan|playa del carmen",
    "NL": "amsterdam|amsterda|holanda|holland|rotterdam|keukenhof|la haya",
    "NO": "oslo|bergen|fiordos noruegos|lofoten|fiordes noruegueses|norwegian fjords|svalbard|tromso",
    "NP": "katmandu|kathmandu|everest|annapurna",
    "NZ": "auckland|queenstown|aotearoa|hobbiton",
    "PE": "lima peru|cusco|cuzco|machu picchu|arequipa|nazca|lineas de nazca|lago"
    " titicaca|miraflores|iquitos|huacachina",
    "PH": "manila|palawan|boracay",
    "PL": "varsovia|warsaw|cracovia|krakow",
    "PR": "san juan de puerto rico|viejo san juan|old san juan",
    "PT": "lisboa|lisbon|oporto|cidade do porto|algarve|sintra|azores|acores|coimbra|evora|fado de"
    " lisboa|alfama|douro|nazare|alentejo"
    "|ilha da madeira|fatima|braga|obidos|cascais|belem lisboa|guimaraes|aveiro",
    "RU": "moscu|moscou|moscow|san petersburgo|sao petersburgo|saint petersburg|siberia|kremlin",
    "SE": "estocolmo|stockholm|gotemburgo",
    "SG": "singapur|singapura",
    "TH": "bangkok|phuket|chiang mai",
    "TR": "estambul|istambul|istanbul|capadocia|cappadocia|hagia sophia|bosforo|bosphorus|turkiye|efeso",
    "TZ": "zanzibar|kilimanjaro|serengeti",
    "US": "new york|nueva york|nova york|nova iorque|new york city|nyc|manhattan|brooklyn|los angeles|san"
    " francisco|chicago|miami"
    "|hawaii|hawai|havai|hollywood|las vegas|new orleans|nueva orleans|nova"
    " orleans|texas|california|florida|seattle|boston"
    "|route 66|ruta 66|rota 66|yosemite|gran canon|grand canyon|grande canyon|golden gate"
    "|nashville|alaska|oregon|broadway|central park|times square|yellowstone|philadelphia|memphis tennessee|austin"
    " texas|denver|colorado|arizona|montana usa|big sur|malibu",
    "UY": "montevideo|montevideu|punta del este|colonia del sacramento",
    "VA": "vaticano|vatican",
    "VE": "caracas|salto angel|angel falls|canaima|isla margarita|los roques",
    "VN": "hanoi|saigon|ha long|hoi an",
    "ZA": "ciudad del cabo|cidade do cabo|cape town|johannesburgo|johannesburg|kruger",
}

NICKNAMES: dict[str, str] = {
    "uk": "GB",
    "gran bretana": "GB",
    "gra-bretanha": "GB",
    "great britain": "GB",
    "reino unido": "GB",
    "united kingdom": "GB",
    "emiratos": "AE",
    "congo": "CD",
    "macedonia": "MK",
    "birmania": "MM",
    "birmania myanmar": "MM",
    "burma": "MM",
    "czech republic": "CZ",
    "republica checa": "CZ",
    "republica tcheca": "CZ",
    "ivory coast": "CI",
    "costa de marfil": "CI",
    "costa do marfim": "CI",
    "palestina": "PS",
    "palestine": "PS",
    "swaziland": "SZ",
    "timor oriental": "TL",
    "east timor": "TL",
    "cape verde": "CV",
    "mejico": "MX",
    "vietnam": "VN",
    "trinidad": "TT",
    "turkey": "TR",
    "corea": "KR",
    "coreia": "KR",
    "korea": "KR",
    "usa": "US",
    "eeuu": "US",
    "ee.uu": "US",
    "eua": "US",
    "estados unidos": "US",
    "united states of america": "US",
    "bosnia": "BA",
}
"""Other names of countries, folded."""

COMMON: frozenset[str] = frozenset(
    "turkey chad jordan jordania georgia guinea guine jersey man mali oman niger togo granada grenada reunion"
    " reuniao belen"
    " navidad bahia florida malta samoa santiago valencia toledo mendoza sucre trinidad nara goa split cordoba colonia"
    " macedonia central polonesa fatima braga victoria nome hebron sofia viena merida antigua dominica martinica"
    " guadalupe"
    " montserrat jamaica mauricio benin salento nilo meteora nordeste outback broadway highlands cambridge oxford"
    " paisa tico"
    " americano polish hindu ingles mongol mongola persa danish swiss lima panama alaska colorado montana dakota"
    " lucerna siena pisa"
    " austin memphis denver malecon capri verona turin douro monserrate kerala chita timbu astracan daca norfolk palau"
    " palaos aden duala amman ama vaticano cairo lome acra saudi chile peru china tortola mahe".split()
) | {"la paz"}
"""Names that are also something else: they count as places only when written with a capital letter or after a word for
place, and never when the other meaning is plain from a neighbour."""

ELSEWHERE: dict[str, frozenset[str]] = {
    "turkey": frozenset("roast roasted thanksgiving sandwich dinner wild bird feather dancing cartoon funny".split()),
    "chile": frozenset(
        "picante jalapeno habanero salsa rojo verde poblano con taco tacos relleno rellenos pepper".split()
    ),
    "peru": frozenset("assado natal ceia recheado farofa ave".split()),
    "guinea": frozenset("pig pigs".split()),
    "jordan": frozenset("michael air basketball shoes sneakers baloncesto basquete bulls".split()),
    "georgia": frozenset("o'keeffe peach peaches font".split()),
    "china": frozenset("porcelain plate teacup cup doll tea".split()),
    "panama": frozenset("hat hats sombrero chapeu".split()),
    "florida": frozenset("pascua".split()),
    "lima": frozenset("limon bean beans caipirinha limao".split()),
    "paris": frozenset("hilton".split()),
    "brazil": frozenset("nut nuts".split()),
    "colorado": frozenset("papel vestido".split()),
    "valencia": frozenset("orange oranges naranja naranjas".split()),
    "victoria": frozenset("secret queen reina rainha sponge".split()),
}
"""Neighbours next to which a name is not the place."""

NOT_PLACES: frozenset[str] = frozenset(
    {"navidad", "belen", "reunion", "center", "cocos", "troll", "santa elena", "anguila", "caiman"}
)
"""CLDR's cities that no idea means."""
