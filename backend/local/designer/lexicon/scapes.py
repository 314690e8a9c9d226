"""Words for the six landscapes, folded; all languages together."""

from backend.local.designer.concept import Scape

SCAPES: dict[Scape, str] = {
    "mountain": "montana montanas montanha montanhas mountain mountains andes cordillera cordilheira alpes alps"
    " sierra serra cerro morro cumbre pico peak"
    " summit volcan volcanes vulcao volcano nevado himalaya himalayas everest hills colinas colina hill glaciar"
    " glacier snow nieve neve invierno"
    " winter inverno fuji patagonia dolomitas aurora auroras highlands tibet fjord fiordo fjords",
    "sea": "mar mares sea seas ocean oceano oceanos playa playas praia praias beach beaches ola olas onda ondas wave"
    " waves costa coast litoral bahia"
    " surf surfing surfista surfe surfer isla islas ilha ilhas island islands caribe caribbean puerto harbor harbour"
    " faro farol lighthouse velero"
    " veleiro sailboat sailing barco barcos ballena ballenas baleia baleias whale whales delfin golfinho dolphin"
    " dolphins tiburon tubarao shark lago lake"
    " lagoon laguna lagoa underwater submarino marina navegar pescadores fishermen arrecife reef",
    "forest": "bosque bosques forest forests floresta florestas selva selvas jungla jungle mata rainforest woods"
    " pino pinos pinheiros pines sequoia"
    " sequoias redwoods amazonas amazonia amazon camping campamento acampamento taiga arboles arvores trees woodland"
    " cabana cabin senderismo hiking trilha",
    "desert": "desierto desiertos deserto desertos desert deserts duna dunas dune dunes sahara saara atacama canyon"
    " canon western cactus saguaro"
    " oasis caatinga sertao",
    "city": "ciudad ciudades cidade cidades city cities skyline rascacielos skyscraper skyscrapers urbano urbana"
    " urban metropolis metropole downtown"
    " calles ruas street streets edificios predios buildings manhattan brooklyn tejados telhados rooftops",
    "meadow": "pradera praderas prado prados campo campos meadow meadows field fields valle valles vale valley"
    " countryside paisaje paisagem landscape"
    " trigal wheat vinedo vinedos vinhedo vineyard vineyards toscana tuscany rio river"
    " cascada cachoeira waterfall pampa pampas llanos sabana savana savannah cafetal cafetales cafetero cocora farm"
    " granja fazenda pastoral "
    " horizonte horizon",
}

LIGHT: dict[str, str] = {
    "dawn": "amanecer amanhecer sunrise dawn alba aurora alvorada manana morning manha daybreak",
    "dusk": "atardecer entardecer sunset dusk ocaso crepusculo golden puesta por-do-sol poente",
    "night": "noche noite night nocturno noturno midnight medianoche estrellada estrelada starry luna lua moon"
    " moonlight auroras boreal northern",
}
"""The hour of the day a text speaks of."""
