"""Buildings, vehicles, clothes, tools and other things made by people."""

THINGS: dict[str, str] = {
    "house": "casa, casas, hogar, casita, cabana pequena|casa, casas, lar, casinha|house, home, houses, cottage",
    "house-with-garden": "casa con jardin, jardin, jardineria, finca|casa com jardim, jardim, jardinagem,"
    " chácara|garden, gardening, house with garden, backyard",
    "hut": "cabana, choza, bohio, refugio|cabana, oca, choupana|cabin, hut, cabin in the woods, shack",
    "derelict-house": "casa encantada, casa embrujada|casa mal-assombrada|haunted house",
    "castle": "castillo, castillos, palacio, fortaleza|castelo, castelos, palácio|castle, castles, palace, fortress",
    "classical-building": "templo griego, ruinas, museo clasico, partenon, coliseo, arquitectura|templo grego,"
    " ruínas, coliseu, arquitetura|temple, ruins, parthenon, colosseum, architecture, greek temple",
    "church": "iglesia, catedral, capilla|igreja, catedral, capela|church, cathedral, chapel",
    "mosque": "mezquita|mesquita|mosque",
    "cityscape": "art deco, ciudad, ciudades, rascacielos, urbano, metropolis, edificios, horizonte urbano|art déco,"
    " art deco, cidade, cidades, arranha-céu, urbano, metrópole, prédios|art deco, art nouveau, city, cities,"
    " skyline, skyscraper, skyscrapers, urban, metropolis, downtown, manhattan skyline",
    "cityscape-at-dusk": "ciudad al atardecer|cidade ao entardecer|city at dusk, city at sunset",
    "bridge-at-night": "puente, puentes, golden gate, puente colgante|ponte, pontes|bridge, bridges, golden gate"
    " bridge, brooklyn bridge",
    "tokyo-tower": "torre eiffel, torre, torre de tokio|torre eiffel, torre|eiffel tower, tower, tokyo tower",
    "light-bulb": "bombilla, bombillo, idea, ideas, innovacion, creatividad|lâmpada, ideia, ideias, inovação,"
    " criatividade|light bulb, lightbulb, idea, ideas, innovation, creativity, inspiration",
    "flashlight": "linterna|lanterna|flashlight, torch",
    "candle": "vela, velas|vela, velas|candle, candles, candlelight",
    "stadium": "estadio, estadios|estádio|stadium, arena",
    "tent": "tienda, toldo|tenda|tent",
    "hotel": "hotel, hostal|hotel, pousada|hotel, hostel, motel",
    "school": "escuela, colegio|escola, colégio|school, back to school",
    "wind-face": "viento, molino, molinos de viento|vento, moinho|wind, windmill, windmills",
    "rocket": "cohete, cohetes, nave espacial, startup, lanzamiento|foguete, foguetes, nave espacial,"
    " startup|rocket, rockets, spaceship, spacecraft, startup, launch",
    "flying-saucer": "ovni, platillo volador, ovnis|disco voador, óvni|ufo, flying saucer",
    "satellite": "satelite|satélite|satellite",
    "airplane": "avion, aviones, viaje, viajes, viajar, aviacion, aeropuerto|avião, aviões, viagem, viagens, viajar,"
    " aviação, aeroporto|airplane, plane, travel, aviation, airport, trip, aeroplane",
    "small-airplane": "avioneta, biplano|aviãozinho, biplano|small plane, biplane",
    "helicopter": "helicoptero|helicóptero|helicopter",
    "parachute": "paracaidas, parapente, globo aerostatico, globos aerostaticos|paraquedas, parapente, balão de ar"
    " quente|parachute, paragliding, hot air balloon, hot air balloons",
    "sailboat": "velero, barco, barcos, barca, bote, faro, faros, regata, navegar, lancha, vela latina|veleiro,"
    " barco, barcos, jangada, barquinho, farol, faróis, regata, navegar, caravela|sailboat, boat, boats,"
    " lighthouse, lighthouses, sailing, yacht, regatta, sail",
    "ship": "buque, crucero, titanic|navio, cruzeiro, titanic|ship, cruise, titanic, ocean liner",
    "anchor": "ancla, marinero, nautico|âncora, marinheiro, náutico|anchor, sailor, nautical",
    "canoe": "canoa, gondola, piragua|canoa, gôndola|canoe, gondola",
    "automobile": "coche, carro, auto, automovil, coches, carros clasicos, mustang clasico, carro clasico|carro,"
    " carros, automóvel, fusca, carro antigo|car, cars, auto, classic car, automobile, vintage car, mini cooper",
    "sport-utility-vehicle": "camioneta, jeep, willys|jipe, caminhonete|jeep, suv, 4x4",
    "delivery-truck": "camion, camiones|caminhão, caminhões|truck, trucks",
    "minibus": "furgoneta, combi, kombi, autocaravana|kombi, van|camper van, van, campervan, minibus, van life",
    "bus": "autobus, bus, chiva, guagua, colectivo|ônibus, busão|bus, school bus",
    "taxi": "taxi, taxis|táxi|taxi, cab, yellow cab",
    "motorcycle": "moto, motocicleta, motos, motero, harley|moto, motocicleta, motoqueiro|motorcycle, motorbike,"
    " harley, biker",
    "motor-scooter": "vespa, motoneta, escuter|vespa, lambreta|scooter, vespa, moped",
    "locomotive": "tren antiguo, locomotora, tren de vapor|maria-fumaça, locomotiva, trem a vapor|locomotive, steam"
    " train, steam engine",
    "train": "tren, trenes, ferrocarril|trem, trens, comboio, ferrovia|train, trains, railway, railroad",
    "tram": "tranvia|bonde, elétrico, bondinho|tram, streetcar, trolley",
    "tractor": "tractor|trator|tractor",
    "motorway": "carretera, ruta, autopista, camino|estrada, rodovia, caminho|road, highway, road trip, open road",
    "compass": "brujula, aventura, exploracion, expedicion, rumbo|bússola, aventura, exploração, rumo|compass,"
    " adventure, exploration, expedition, wanderlust, explore",
    "world-map": "mapa, mapas, mapamundi, mapa del mundo, mapa antiguo|mapa, mapas, mapa-múndi|map, maps, world map,"
    " cartography, old map",
    "backpack": "mochila, mochilero|mochila, mochileiro|backpack, backpacker",
    "luggage": "maleta, equipaje|mala, bagagem|suitcase, luggage",
    "key": "llave, llaves|chave, chaves|key, keys",
    "old-key": "llave antigua|chave antiga|old key",
    "crown": "corona, coronas, monarquia|coroa, monarquia|crown, monarchy, crowns",
    "ring": "anillo, anillos, compromiso, boda, bodas, matrimonio|anel, alianças, noivado, aliança, casamento|ring,"
    " engagement, rings, engagement ring, wedding rings, wedding",
    "dress": "vestido, vestidos, moda|vestido, vestidos, moda|dress, dresses, fashion, gown",
    "high-heeled-shoe": "tacones, tacon, zapatos de tacon|salto alto, saltos|high heels, heels, stiletto",
    "running-shoe": "zapatillas, tenis deportivos, zapatilla, sneakers, jordans|tênis esportivo, sneakers|sneakers,"
    " trainers, running shoes, shoes",
    "top-hat": "sombrero de copa|cartola|top hat",
    "womans-hat": "sombrero, sombreros, vueltiao, pamela|chapéu, chapéus|hat, sun hat, sombrero",
    "glasses": "gafas, lentes, anteojos|óculos|glasses, spectacles",
    "sunglasses": "gafas de sol, lentes de sol|óculos de sol, óculos escuros|sunglasses, shades",
    "watch": "reloj de pulsera|relógio de pulso|wristwatch, watch",
    "alarm-clock": "reloj, despertador, tiempo|relógio, despertador, tempo|clock, alarm clock, time",
    "hourglass-done": "reloj de arena|ampulheta|hourglass",
    "television": "television, televisor, tele|televisão, tv|television, tv, tv set",
    "laptop": "portatil, ordenador portatil, computador portatil|notebook, laptop|laptop, macbook, remote work",
    "desktop-computer": "computadora, ordenador, computador, internet, tecnologia|computador, internet,"
    " tecnologia|computer, internet, technology, pc",
    "mobile-phone": "celular, telefono movil, movil, telefono|celular, smartphone|phone, smartphone, cell phone",
    "telephone": "telefono antiguo|telefone|rotary phone, telephone",
    "videocassette": "vhs, videocasete, casete, cassette, cinta de casete|vhs, fita cassete, fita k7|vhs, cassette,"
    " cassette tape, mixtape",
    "floppy-disk": "disquete|disquete|floppy disk",
    "keyboard": "maquina de escribir, teclado de computador|máquina de escrever|typewriter, mechanical keyboard",
    "pencil": "lapiz, lapices, escritura|lápis, escrita|pencil, pencils, writing",
    "fountain-pen": "pluma estilografica, escritor, escritora, caligrafia|caneta-tinteiro, escritor, escritora,"
    " caligrafia|fountain pen, writer, calligraphy",
    "love-letter": "carta de amor, cartas de amor|carta de amor|love letter",
    "envelope": "carta, sobre, correo|carta, envelope, correio|letter, envelope, mail",
    "scissors": "tijeras, peluqueria, barberia|tesoura, barbearia, salão|scissors, barbershop, hairdresser, barber",
    "hammer-and-wrench": "herramientas, taller, mecanica|ferramentas, oficina, mecânica|tools, workshop, diy",
    "telescope": "telescopio, astronomia|telescópio, astronomia|telescope, astronomy, stargazing",
    "microscope": "microscopio, biologia|microscópio, biologia|microscope, biology",
    "atom-symbol": "atomo, fisica, cuantica|átomo, física, quântica|atom, physics, quantum",
    "dna": "adn, genetica|dna, genética|dna, genetics",
    "abacus": "matematicas, matematica, abaco|matemática, ábaco|math, maths, mathematics, abacus",
    "brain": "cerebro, mente, psicologia, neurociencia|cérebro, mente, psicologia, neurociência|brain, mind,"
    " psychology, neuroscience",
    "eye": "ojo, ojos, mirada|olho, olhos, olhar|eye, eyes, gaze",
    "hamsa": "mano de fatima|mão de fátima|hamsa",
    "nazar-amulet": "ojo turco, mal de ojo|olho grego, olho turco|evil eye, nazar",
    "bed": "cama, dormir|cama, dormir|bed, sleep",
    "couch-and-lamp": "sofa, sala, decoracion|sofá, sala, decoração|sofa, couch, living room, interior",
    "chair": "silla|cadeira|chair",
    "door": "puerta, puertas|porta, portas|door, doors",
    "window": "ventana, ventanas|janela, janelas|window, windows",
    "crossed-swords": "espadas, espada, esgrima, caballeros medievales|espadas, espada, esgrima|swords, sword, fencing",
    "shield": "escudo, caballero medieval, medieval|escudo, cavaleiro, medieval|shield, knight, knights, medieval",
    "bow-and-arrow": "arco y flecha, tiro con arco|arco e flecha|bow and arrow, archery",
    "bomb": "bomba|bomba|bomb",
    "bell": "campana, campanas|sino, sinos|bell, bells",
    "nesting-dolls": "matrioska, muneca rusa, muneca, munecas|matriosca, boneca russa, boneca|matryoshka, doll,"
    " russian doll",
    "red-paper-lantern": "farol, farolillo, faroles, ano nuevo chino|lanterna chinesa, lanternas|paper lantern,"
    " lantern, lanterns, chinese new year, lunar new year",
    "folding-hand-fan": "abanico, abanicos|leque|hand fan, fan",
    "dollar-banknote": "dinero, finanzas|dinheiro, finanças|money, finance, dollars",
    "coin": "moneda, bitcoin, criptomonedas, cripto|moeda, bitcoin, criptomoedas|coin, bitcoin, crypto",
    "shopping-bags": "compras, mercado, tienda de ropa|compras, mercado, feira livre|shopping, market, flea market,"
    " farmers market",
    "toolbox": "caja de herramientas|caixa de ferramentas|toolbox",
    "umbrella": "sombrilla|sombrinha|parasol",
}
