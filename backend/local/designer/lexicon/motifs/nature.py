"""Plants, sky, weather, land and water."""

NATURE: dict[str, str] = {
    "rose": "rosa, rosas, rosal|rosa, rosas, roseira|rose, roses",
    "tulip": "tulipan, tulipanes|tulipa, tulipas|tulip, tulips",
    "sunflower": "girasol, girasoles|girassol, girassóis|sunflower, sunflowers",
    "hibiscus": "hibisco, cayena, orquidea, orquideas, flor tropical|hibisco, orquídea, orquídeas,"
    " bromélia|hibiscus, orchid, orchids, tropical flower",
    "cherry-blossom": "flor de cerezo, sakura, cerezo, almendro en flor|flor de cerejeira, sakura, cerejeira,"
    " ipê|cherry blossom, sakura, almond blossom",
    "blossom": "flor, flores, margarita, margaritas, primavera, amapola|flor, flores, margarida, margaridas,"
    " primavera|flower, flowers, daisy, daisies, poppy, spring, blossom, floral",
    "bouquet": "ramo, ramo de flores, bouquet, florero, ramillete|buquê, ramalhete, arranjo|bouquet, flower"
    " arrangement, peony, peonies, wildflowers",
    "hyacinth": "lavanda, lila, jacinto, violetas, jacaranda|lavanda, lilás, violetas, jacarandá,"
    " hortênsia|lavender, lilac, hyacinth, violets, jacaranda, wisteria, bluebell",
    "lotus": "loto, flor de loto, nenufar, mindfulness|lótus, flor de lótus, vitória-régia, nenúfar|lotus, water"
    " lily, waterlily, mindfulness",
    "potted-plant": "planta, plantas, maceta, plantas de interior, monstera, helecho, bonsai|planta, plantas, vaso,"
    " samambaia, bonsai, costela-de-adão"
    "|plant, plants, houseplant, houseplants, monstera, fern, bonsai",
    "cactus": "cactus, cacto, nopal, saguaro, suculenta, suculentas|cacto, mandacaru, suculenta|cactus, cacti,"
    " saguaro, succulent, succulents, agave",
    "palm-tree": "palmera, palmeras, palma, palmas, tropico, tropical|palmeira, palmeiras, coqueiro, tropical|palm"
    " tree, palm, palms, tropical, tropics",
    "evergreen-tree": "pino, pinos, abeto, bosque, bosques, sequoia, taiga|pinheiro, pinheiros, floresta, bosque,"
    " araucária|pine, pines, fir, forest, woods, redwood, sequoia, taiga",
    "deciduous-tree": "arbol, arboles, roble, selva, jungla, arboleda, ceiba|árvore, árvores, carvalho, mata, selva,"
    " sumaúma|tree, trees, oak, jungle, rainforest, grove, willow, tree of life, banyan",
    "christmas-tree": "arbol de navidad, navidad, navideno, navidena|árvore de natal, natal, natalino,"
    " natalina|christmas tree, christmas, xmas",
    "herb": "hierba, hierbas, hojas, albahaca, menta, eucalipto, botanica, romero, ramas, rama|erva, ervas, folhas,"
    " manjericão, hortelã, eucalipto, botânica, alecrim, ramos"
    "|herb, herbs, leaves, leaf, basil, mint, eucalyptus, sage, rosemary, botanical, greenery, branches, branch",
    "leaf-fluttering-in-wind": "hoja al viento, brisa|folha ao vento, brisa|leaf in the wind, breeze",
    "fallen-leaf": "otono, hojas secas|outono, folhas secas|autumn, fall leaves, autumn leaves",
    "maple-leaf": "arce, hoja de arce|bordo, folha de bordo|maple, maple leaf",
    "four-leaf-clover": "trebol, suerte|trevo, sorte|clover, luck, four leaf clover",
    "shamrock": "san patricio|são patrício|shamrock, st patrick's day",
    "seedling": "semilla, brote, ecologia, sostenibilidad, huerto, huerta|semente, broto, ecologia,"
    " sustentabilidade, horta|seed, sprout, ecology, sustainability, growth, vegetable garden",
    "sheaf-of-rice": "trigo, espigas, cosecha|trigo, espigas, colheita|wheat, harvest, barley, grain field",
    "mountain": "montana, montanas, cerro, cumbre, andes, cordillera, colinas|montanha, montanhas, morro, serra,"
    " cordilheira, andes, colinas|mountain, mountains, hills, andes, summit, peak, peaks, hill",
    "snow-capped-mountain": "nevado, alpes, everest, montana nevada, sierra nevada, aconcagua, glaciar|montanha"
    " nevada, alpes, everest, geleira|alps, everest, himalayas, snowy mountain, snowy mountains, glacier",
    "mount-fuji": "monte fuji, fuji|monte fuji, fuji|mount fuji, mt fuji, fuji",
    "volcano": "volcan, volcanes, lava|vulcão, vulcões, lava|volcano, volcanoes, lava",
    "desert": "desierto, dunas, sahara|deserto, dunas, saara|desert, dunes, sahara",
    "desert-island": "isla, isla desierta, islas|ilha, ilha deserta, ilhas|island, desert island, islands",
    "beach-with-umbrella": "playa, playas, verano, vacaciones, costa, caribe|praia, praias, verão, férias, litoral,"
    " caribe|beach, beaches, summer, vacation, holiday, seaside, coast, caribbean",
    "national-park": "valle, pradera, campo, paisaje, rio, lago, laguna, cascada|vale, campo, paisagem, rio, lago,"
    " lagoa, cachoeira|valley, meadow, countryside, landscape, river, lake, waterfall",
    "sunrise-over-mountains": "amanecer en la montana, amanecer en las montanas|amanhecer na montanha|sunrise over"
    " mountains, mountain sunrise",
    "sunrise": "amanecer, alba, aurora|amanhecer, nascer do sol, alvorada|sunrise, dawn, daybreak",
    "sunset": "atardecer, ocaso, puesta de sol, crepusculo|pôr do sol, entardecer, pôr-do-sol|sunset, dusk, golden"
    " hour, twilight",
    "water-wave": "ola, olas, mar, oceano, marea, agua|onda, ondas, mar, oceano, maré, água|wave, waves, sea, ocean,"
    " tide, water, sound of the sea",
    "sun": "sol, solsticio|sol|sun, sunshine, solstice",
    "sun-with-face": "sol sonriente|sol sorridente|smiling sun",
    "crescent-moon": "luna, luna creciente, lunar|lua, lua crescente, lunar|moon, crescent moon, lunar, moonlight,"
    " crescent",
    "full-moon": "luna llena|lua cheia|full moon, harvest moon",
    "night-with-stars": "noche estrellada, noche, cielo nocturno|noite estrelada, noite, céu noturno|starry night,"
    " night, night sky",
    "milky-way": "galaxia, via lactea, universo, cosmos, constelacion, constelaciones, espacio, aurora boreal,"
    " auroras boreales, nebulosa"
    "|galáxia, via láctea, universo, cosmos, constelação, constelações, espaço, aurora boreal, nebulosa"
    "|galaxy, milky way, universe, cosmos, constellation, constellations, space, northern lights, aurora borealis,"
    " nebula, aurora",
    "star": "estrella, estrellas|estrela, estrelas|star, stars",
    "shooting-star": "estrella fugaz, deseo|estrela cadente|shooting star, wish, meteor",
    "comet": "cometa halley, asteroide, meteorito|cometa, meteoro, asteroide|comet, asteroid, meteorite",
    "ringed-planet": "planeta, planetas, saturno, jupiter, marte, sistema solar|planeta, planetas, saturno, júpiter,"
    " marte, sistema solar|planet, planets, saturn, jupiter, mars, solar system",
    "globe-showing-americas": "mundo, tierra, planeta tierra, globo terraqueo, america, latinoamerica|mundo, terra,"
    " planeta terra, américa|world, earth, globe, planet earth, america",
    "globe-showing-europe-africa": "europa, africa|europa, áfrica|europe, africa",
    "cloud": "nube, nubes|nuvem, nuvens|cloud, clouds",
    "cloud-with-lightning-and-rain": "tormenta, tempestad|tempestade, tormenta|storm, thunderstorm",
    "cloud-with-rain": "lluvia, llovizna|chuva, garoa|rain, drizzle",
    "umbrella-with-rain-drops": "paraguas, dia lluvioso, dia de lluvia|guarda-chuva, dia de chuva|umbrella, rainy day",
    "rainbow": "arcoiris, arco iris|arco-íris|rainbow",
    "snowflake": "nieve, invierno, copo de nieve, hielo|neve, inverno, floco de neve|snow, winter, snowflake, frost",
    "snowman": "muneco de nieve|boneco de neve|snowman",
    "fire": "fuego, llama de fuego, llamas, hoguera, fogata, candela|fogo, chama, chamas, fogueira|fire, flame,"
    " flames, bonfire, campfire",
    "high-voltage": "rayo, relampago, electricidad, energia|raio, relâmpago, eletricidade, energia|lightning, bolt,"
    " electricity, energy, thunder",
    "rock": "piedra, roca, piedras|pedra, rocha, pedras|rock formation, stone, stones, boulder",
    "gem-stone": "diamante, joya, esmeralda, gema, cristal, cuarzo|diamante, joia, esmeralda, gema, cristal|diamond,"
    " jewel, emerald, gem, crystal, crystals, ruby",
    "droplet": "gota, gotas|gota, gotas|drop, droplet, raindrop",
    "empty-nest": "nido|ninho|nest",
}
