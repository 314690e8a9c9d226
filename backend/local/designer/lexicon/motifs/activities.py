"""Sport, music, dance, games, arts and feasts."""

ACTIVITIES: dict[str, str] = {
    "soccer-ball": "futbol, balon, pelota, gol, mundial, futbolista, cancha, real madrid, barca, boca juniors, river"
    " plate, messi, maradona, seleccion"
    "|futebol, bola, gol, copa do mundo, jogador de futebol, flamengo, corinthians, palmeiras futebol, santos"
    " futebol, benfica, sporting, pelé, seleção"
    "|soccer, soccer ball, world cup, goal, footballer, premier league, football club, fc",
    "american-football": "futbol americano, nfl, super bowl|futebol americano, nfl|football, american football, nfl,"
    " super bowl, quarterback, touchdown",
    "basketball": "baloncesto, basquet, nba, canasta|basquete, nba, cesta de basquete|basketball, nba, hoops, slam"
    " dunk",
    "tennis": "tenis, raqueta, wimbledon, padel|tênis, raquete, beach tennis|tennis, wimbledon, racket, padel",
    "baseball": "beisbol, pelota caliente|beisebol|baseball, home run",
    "volleyball": "voleibol, voley|vôlei, voleibol|volleyball",
    "boxing-glove": "boxeo, boxeador|boxe, boxeador|boxing, boxer, knockout",
    "martial-arts-uniform": "karate, judo, taekwondo, artes marciales|karatê, judô, capoeira, jiu-jitsu, artes"
    " marciais|karate, judo, taekwondo, martial arts, capoeira, jiu-jitsu, kung fu",
    "person-in-lotus-position": "yoga, meditacion, meditar, asana, postura de yoga, posturas de yoga, namaste, zen,"
    " relajacion, calma interior"
    "|yoga, ioga, meditação, meditar, asana, postura de yoga, posturas de yoga, namastê, zen, relaxamento|yoga,"
    " meditation, yoga pose, yoga poses, asana, namaste, zen, meditating",
    "person-surfing": "surf, surfista, surfear, tabla de surf, surfing, surfeando|surfe, surf, surfista, prancha,"
    " surfando|surf, surfer, surfing, surfboard",
    "person-swimming": "natacion, nadar, nadador, nadando, piscina|natação, nadar, nadador, nadando,"
    " piscina|swimming, swimmer, swim, pool, pool party",
    "person-running": "correr, corredor, maraton, running, atletismo|correr, corredor, corrida, maratona,"
    " atletismo|running, runner, marathon, jogging, run",
    "person-biking": "ciclista, ciclismo, ciclistas|ciclista, ciclismo, pedal|cyclist, cycling, biking, tour de france",
    "person-mountain-biking": "ciclismo de montana, mtb|mountain bike, mtb|mountain biking, mountain bike",
    "bicycle": "bicicleta, bici, bicis, bicicletas|bicicleta, bike, magrela|bicycle, bike, bikes, cycle",
    "person-climbing": "escalada, escalador, alpinismo|escalada, alpinismo, escalador|climbing, climber,"
    " mountaineering, bouldering",
    "hiking-boot": "senderismo, excursionismo, caminata, trekking, botas|trilha, trekking, caminhada, botas|hiking,"
    " hike, trekking, hiking boots, trail",
    "camping": "acampar, camping, campamento, carpa, tienda de campana|acampamento, acampar, camping,"
    " barraca|camping, campsite, tent camping, camp",
    "skier": "esqui, esquiador, esquiar|esqui, esquiador, esquiar|skiing, skier",
    "snowboarder": "snowboard|snowboard|snowboarding, snowboard",
    "skateboard": "patineta, monopatin, skate, skater|skate, skatista|skateboard, skate, skater, skateboarding",
    "roller-skate": "patin, patines, patinaje, roller|patins, patinação, roller|roller skate, roller skates, roller"
    " disco, roller, roller derby",
    "ice-skate": "patinaje sobre hielo, patines de hielo|patinação no gelo|ice skating, ice skate, figure skating",
    "person-lifting-weights": "gimnasio, pesas, crossfit, fitness|academia, musculação, crossfit, fitness|gym,"
    " weightlifting, fitness, crossfit, workout",
    "person-rowing-boat": "remo, kayak, remar|remo, caiaque, remar|rowing, kayak, rower, kayaking",
    "fishing-pole": "pesca, pescar, pescador|pesca, pescar, pescador|fishing, angler, fisherman, fly fishing",
    "horse-racing": "hipica, equitacion, carrera de caballos|hipismo, equitação|equestrian, horse riding, horse racing",
    "person-golfing": "golf|golfe|golf, golfer",
    "racing-car": "formula 1, carrera de coches, f1, automovilismo|fórmula 1, corrida de carros, f1, automobilismo,"
    " senna|formula 1, f1, racing car, motorsport, race car",
    "saxophone": "jazz, saxofon, saxo, swing, bebop, blues|jazz, saxofone, sax, swing, bebop, blues, choro|jazz,"
    " saxophone, sax, swing, bebop, blues, soul, ska",
    "trumpet": "trompeta, mariachis, banda, trombon|trompete, trombone, frevo|trumpet, trombone, brass band, horns",
    "guitar": "guitarra, flamenco, rock, guitarrista, cantautor, ranchera, bolero, trova, vallenato, concierto,"
    " concierto de rock, metal"
    "|violão, guitarra, rock, bossa nova, bossa, guitarrista, sertanejo, mpb, show de rock, fado|guitar, flamenco,"
    " rock, rock and roll, rock'n'roll, guitarist, country music, folk, punk, indie, concert, rock concert, heavy"
    " metal",
    "long-drum": "cumbia, conga, congas, tambora, bongo, candombe|samba, pandeiro, atabaque, axé, maracatu,"
    " batucada|samba, cumbia, conga drums, bongo, afrobeat",
    "drum": "tambor, bateria, tambores, percusion|tambor, bateria, percussão, olodum|drum, drums, drummer, percussion",
    "maracas": "maracas, salsa, son cubano, merengue, bachata, salsa brava, reggaeton|maracas, salsa,"
    " lambada|maracas, salsa music, salsa dancing, merengue, bachata",
    "accordion": "acordeon, bandoneon, polka, vallenatos|acordeão, sanfona, forró, xote, baião|accordion, polka,"
    " bandoneon",
    "musical-keyboard": "piano, pianista, teclado, sintetizador|piano, pianista, teclado, sintetizador|piano,"
    " pianist, keyboard instrument, synthesizer, synth, grand piano",
    "violin": "violin, orquesta, sinfonia, violonchelo, mozart, beethoven, musica clasica|violino, orquestra,"
    " sinfonia, violoncelo, música clássica|violin, orchestra, symphony, cello, classical music, fiddle, mozart,"
    " beethoven",
    "flute": "flauta, quena, zampona|flauta|flute, pan flute",
    "banjo": "banjo, ukelele, charango, cuatro llanero|banjo, ukulele, cavaquinho|banjo, ukulele, bluegrass, mandolin",
    "musical-notes": "musica, cancion, melodia, canciones, concierto de musica, coro|música, canção, melodia,"
    " canções, coral de vozes|music, song, melody, songs, tune, choir",
    "microphone": "microfono, karaoke, podcast, rap, hip hop, trap, stand-up, comedia|microfone, karaokê, podcast,"
    " rap, hip hop, trap, funk, comédia|microphone, karaoke, podcast, rap, hip hop, hip-hop, stand-up, comedy",
    "headphone": "audifonos, auriculares, dj, techno, electronica, musica electronica, lofi|fone de ouvido, fones,"
    " dj, techno, música eletrônica, lofi|headphones, dj, techno, electronic music, house music, lofi, edm",
    "optical-disk": "vinilo, vinilos, disco de vinilo, tocadiscos, album, discos|vinil, disco de vinil, toca-discos,"
    " vinis, álbum|vinyl, record, record player, vinyls, turntable, album, lp",
    "mirror-ball": "discoteca, disco, bola de discoteca, fiesta disco, rave|discoteca, disco, balada, globo de"
    " discoteca|disco, disco ball, nightclub, studio 54, rave",
    "radio": "radio, radio antigua, transistor|rádio, rádio antigo|radio, boombox, transistor radio",
    "woman-dancing": "baile, bailar, bailarina, tango, bailando, danza, sevillanas, milonga, bailaora|dança, dançar,"
    " bailarina, tango, dançando, forrozeira|dance, dancing, dancer, tango, salsa dancer, flamenco dancer",
    "man-dancing": "bailarin|dançarino|male dancer",
    "ballet-shoes": "ballet|balé, ballet|ballet, ballerina, nutcracker",
    "performing-arts": "teatro, obra de teatro, carnaval, mascaras, mascara, opera, carnaval de barranquilla|teatro,"
    " peça, carnaval, máscaras, máscara, ópera|theatre, theater, play, carnival, masks, mask, opera, mardi gras,"
    " drama, broadway",
    "clapper-board": "cine, pelicula, peliculas, cineclub, festival de cine, cineasta, director de cine|cinema,"
    " filme, filmes, cineclube, festival de cinema, cineasta|cinema, film, movie, movies, film festival, filmmaker",
    "film-projector": "proyector, cine mudo, cine clasico|projetor, cinema mudo|projector, silent film, classic film",
    "artist-palette": "arte, pintura, acuarela, paleta de pintor, museo, exposicion, galeria|arte, pintura,"
    " aquarela, museu, exposição, galeria|art, painting class, watercolor palette, museum, exhibition, art gallery",
    "camera": "fotografia, camara, fotografo, camara de fotos|fotografia, câmera, fotógrafo|photography, camera,"
    " photographer",
    "video-game": "videojuego, videojuegos, gamer, gaming, consola, arcade|videogame, videogames, gamer, jogos,"
    " console, fliperama|video game, video games, gamer, gaming, console, arcade, retro gaming",
    "chess-pawn": "ajedrez|xadrez|chess",
    "game-die": "dados, juegos de mesa, rol, juego de mesa, parques|dados, jogos de tabuleiro, rpg|dice, board"
    " games, board game, tabletop, dungeons and dragons",
    "joker": "cartas, poker, naipes, baraja|cartas, pôquer, baralho|poker, playing cards, cards game",
    "puzzle-piece": "rompecabezas, puzle, autismo|quebra-cabeça, autismo|puzzle, jigsaw, autism",
    "teddy-bear": "osito de peluche, peluche, juguete, juguetes|ursinho de pelúcia, pelúcia, brinquedo,"
    " brinquedos|teddy bear, teddy, toy, toys",
    "balloon": "globo, globos|balão, balões, bexiga|balloon, balloons",
    "party-popper": "fiesta, celebracion, aniversario, fiestas, feliz cumpleanos|festa, comemoração, celebração,"
    " festa junina|party, celebration, anniversary, festivity, new year's party",
    "fireworks": "fuegos artificiales, ano nuevo, nochevieja, pirotecnia|fogos de artifício, ano novo,"
    " réveillon|fireworks, new year, new year's eve, fourth of july",
    "wrapped-gift": "regalo, regalos|presente, presentes|gift, present, gifts",
    "piata": "pinata, posada, cinco de mayo|pinhata|pinata, cinco de mayo",
    "circus-tent": "circo, trapecista|circo, trapezista|circus, big top",
    "ferris-wheel": "noria, rueda de la fortuna, feria|roda-gigante, parque de diversões|ferris wheel, fair,"
    " amusement park",
    "roller-coaster": "montana rusa|montanha-russa|roller coaster, rollercoaster",
    "carousel-horse": "carrusel, tiovivo|carrossel|carousel, merry-go-round",
    "trophy": "trofeo, campeon, campeones, campeonato, torneo, victoria|troféu, campeão, campeões, campeonato,"
    " torneio|trophy, champion, champions, championship, tournament, winner",
    "bullseye": "tiro al blanco, meta, objetivo, diana|alvo, meta, objetivo|target, bullseye, goals, darts",
    "kite": "cometa, papalote, barrilete, volantin|pipa, papagaio de papel|kite, kites",
    "magic-wand": "magia, varita magica, harry potter, hechizo|magia, varinha mágica, harry potter, feitiço|magic,"
    " magic wand, harry potter, spell",
    "crystal-ball": "tarot, adivina, bola de cristal, esoterico, zodiaco|tarô, bola de cristal, vidente, zodíaco,"
    " horóscopo|tarot, crystal ball, fortune teller, zodiac, astrology, horoscope",
    "yarn": "tejer, lana, ganchillo, crochet, estambre|tricô, crochê, lã|knitting, crochet, yarn, wool",
    "sewing-needle": "costura, bordado, aguja, moda artesanal|costura, bordado, agulha|sewing, embroidery, needle",
    "books": "libro, libros, feria del libro, biblioteca, libreria, lectura, leer, literatura, novela,"
    " leyendo|livro, livros, feira do livro, biblioteca, livraria, leitura, ler, literatura, romance policial,"
    " lendo"
    "|book, books, book fair, library, bookshop, bookstore, reading, literature, novel, bookworm, read",
    "open-book": "cuento, cuentos, biblia, poesia, poema|conto, contos, bíblia, poesia, poema|open book, fairy tale,"
    " bible, poetry, poem, story, storybook",
}
