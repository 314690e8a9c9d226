"""Animals, real and fabled."""

ANIMALS: dict[str, str] = {
    "cat": "gato, gata, gatito, minino, felino, gatos, persa|gato, gata, bichano, felino|cat, kitty, kitten, feline,"
    " tabby",
    "black-cat": "gato negro, gata negra|gato preto, gata preta|black cat, black kitten",
    "dog": "perro, perrito, perra, can, labrador, salchicha, pastor aleman, galgo, mascota, mascotas, golden retriever"
    "|cachorro, cão, cadela, cachorrinho, salsicha, vira-lata, caramelo, pet, pets, labrador"
    "|dog, hound, labrador, retriever, dachshund, corgi, bulldog, pug, husky, beagle, sausage dog, golden retriever,"
    " pet, pets",
    "dog-face": "cachorrito|filhote de cachorro|puppy, pup, doggy",
    "poodle": "caniche, poodle|poodle|poodle",
    "lion": "leon, leona, melena|leão, leoa|lion, lioness",
    "tiger": "tigre, tigresa|tigre, tigresa|tiger, tigress",
    "leopard": "leopardo, jaguar, pantera, puma, guepardo|leopardo, onça, onça-pintada, jaguar, pantera, puma, guepardo"
    "|leopard, jaguar, panther, puma, cougar, cheetah, lynx",
    "horse": "caballo, yegua, potro, corcel, mustang|cavalo, égua, potro|horse, mare, stallion, pony, mustang",
    "unicorn": "unicornio|unicórnio|unicorn",
    "deer": "ciervo, venado, reno, corzo, bambi|veado, cervo, rena|deer, stag, doe, fawn, reindeer, buck",
    "moose": "alce|alce|moose, elk",
    "ox": "toro, buey|touro, boi|bull, ox",
    "cow": "vaca, vacas|vaca|cow, cattle",
    "ewe": "oveja, ovejas, cordero|ovelha, cordeiro|sheep, lamb, ewe",
    "llama": "llama, alpaca, vicuna|lhama, alpaca|llama, alpaca",
    "camel": "camello, dromedario|camelo|camel, dromedary",
    "fox": "zorro, zorra, zorrito, fennec|raposa, raposinha|fox, vixen",
    "wolf": "lobo, loba, lobos|lobo, loba|wolf, wolves, werewolf, coyote",
    "bear": "oso, osa, osito, osezno|urso, ursa, ursinho|bear, grizzly, cub",
    "polar-bear": "oso polar|urso polar|polar bear",
    "panda": "panda|panda|panda",
    "koala": "koala|coala|koala",
    "monkey": "mono, mico, chimpance, chango|macaco, mico, chimpanzé, mico-leão|monkey, chimp, chimpanzee, lemur, ape",
    "beaver": "castor, capibara, carpincho, chiguiro|castor, capivara|beaver, capybara, groundhog",
    "otter": "nutria, lobo marino|lontra, ariranha|otter, platypus",
    "sloth": "perezoso, oso perezoso|bicho-preguiça, preguiça|sloth",
    "badger": "tejon, oso hormiguero|texugo, tamanduá, tatu|badger, anteater, armadillo, honey badger",
    "hedgehog": "erizo, puercoespin|ouriço, porco-espinho|hedgehog, porcupine",
    "chipmunk": "ardilla|esquilo|squirrel, chipmunk",
    "rabbit": "conejo, coneja, conejito, liebre|coelho, coelhinho, lebre|rabbit, bunny, hare",
    "mouse": "raton, ratoncito|rato, ratinho, camundongo|mouse",
    "hamster": "hamster, cobaya, cuy|hamster, porquinho-da-índia|hamster, guinea pig",
    "bat": "murcielago|morcego|bat, bats",
    "elephant": "elefante|elefante|elephant",
    "giraffe": "jirafa|girafa|giraffe",
    "kangaroo": "canguro, wallaby|canguru|kangaroo, wallaby",
    "bird": "pajaro, ave, aves, pajaros, pajarito, canario, colibri, golondrina, petirrojo, gorrion"
    "|pássaro, ave, passarinho, beija-flor, sabiá, andorinha, bem-te-vi, canário|bird, birds, hummingbird, robin,"
    " sparrow, swallow, finch, canary, songbird",
    "parrot": "loro, guacamaya, guacamayo, papagayo, tucan, quetzal, perico, cacatua|papagaio, arara, tucano,"
    " periquito, maritaca"
    "|parrot, macaw, toucan, parakeet, cockatoo, quetzal",
    "dove": "paloma, palomas|pomba, pombo|dove, pigeon",
    "eagle": "aguila, halcon, condor, gavilan|águia, falcão, gavião, condor|eagle, hawk, falcon, condor",
    "owl": "buho, lechuza, tecolote|coruja|owl",
    "blackbird": "cuervo, mirlo, urraca|corvo, melro|raven, crow, blackbird, magpie",
    "flamingo": "flamenco rosado, flamingo, garza, ibis, grulla, ciguena|flamingo, garça, guará, cegonha|flamingo,"
    " heron, crane, ibis, stork",
    "peacock": "pavo real, pavorreal|pavão|peacock",
    "rooster": "gallo|galo, galo de barcelos|rooster, cockerel",
    "chicken": "gallina, gallinas|galinha, galinhas|chicken, hen",
    "baby-chick": "pollito, pollitos|pintinho|chick, chicks",
    "penguin": "pinguino|pinguim|penguin, puffin",
    "duck": "pato, patito|pato, patinho|duck, duckling",
    "swan": "cisne|cisne|swan",
    "turtle": "tortuga, morrocoy|tartaruga, jabuti, cágado|turtle, tortoise",
    "frog": "rana, sapo, ranita, coqui|sapo, rã, perereca|frog, toad",
    "lizard": "lagarto, iguana, camaleon, salamandra, gecko, ajolote, axolotl|lagarto, iguana, camaleão, axolote,"
    " calango"
    "|lizard, iguana, chameleon, gecko, axolotl, salamander",
    "snake": "serpiente, vibora, culebra, cobra, anaconda, boa|cobra, serpente, sucuri, jararaca|snake, serpent,"
    " cobra, python, viper",
    "crocodile": "cocodrilo, caiman, aligator|crocodilo, jacaré|crocodile, alligator, caiman",
    "t-rex": "dinosaurio, dinosaurios, dino, t-rex, tiranosaurio, velociraptor, jurasico|dinossauro, dinossauros,"
    " dino, tiranossauro, jurássico"
    "|dinosaur, dino, t-rex, trex, tyrannosaurus, velociraptor, raptor, jurassic",
    "sauropod": "brontosaurio, diplodocus, triceratops, braquiosaurio|brontossauro, triceratops|brontosaurus,"
    " triceratops, diplodocus, stegosaurus",
    "dragon": "dragon, dragones, quetzalcoatl, wyvern|dragão, dragões|dragon, wyvern, hydra",
    "phoenix-bird": "fenix, ave fenix|fênix|phoenix, firebird",
    "woman-merpeople": "sirena, sirenas|sereia, iara|mermaid, siren",
    "man-merpeople": "triton|tritão|merman",
    "whale": "ballena, ballena azul, cachalote, ballena jorobada|baleia, baleia-jubarte, cachalote|whale, humpback,"
    " blue whale, sperm whale",
    "dolphin": "delfin, orca|golfinho, boto, boto-cor-de-rosa, orca|dolphin, orca, porpoise, narwhal",
    "shark": "tiburon, tiburon ballena, mantarraya|tubarão, tubarão-baleia, arraia|shark, whale shark, stingray,"
    " manta ray",
    "fish": "pez, peces, pescado, trucha, salmon, carpa, sardina, sardinas|peixe, peixes, sardinha, sardinhas,"
    " bacalhau, truta, salmão"
    "|fish, trout, salmon, koi, carp, sardine, sardines, tuna, cod",
    "tropical-fish": "pez payaso, nemo, pez tropical|peixe-palhaço, peixe tropical|clownfish, tropical fish, nemo,"
    " angelfish",
    "octopus": "pulpo, kraken, cthulhu|polvo, kraken|octopus, kraken, cthulhu",
    "jellyfish": "medusa, medusas|água-viva, medusa|jellyfish",
    "squid": "calamar|lula gigante|squid, cuttlefish",
    "spiral-shell": "concha, caracola, caracol marino|concha, búzio|shell, seashell, nautilus, conch",
    "butterfly": "mariposa, polilla, mariposas, mariposa monarca|borboleta, mariposa|butterfly, moth, monarch"
    " butterfly",
    "honeybee": "abeja, abejorro, colmena, avispa|abelha, abelhas, vespa|bee, honeybee, bumblebee, wasp, hive",
    "lady-beetle": "mariquita, catarina|joaninha|ladybug, ladybird",
    "beetle": "escarabajo|besouro|beetle, scarab",
    "cricket": "grillo, saltamontes|grilo, gafanhoto|cricket insect, grasshopper",
    "worm": "gusano, lombriz|minhoca, verme|worm, caterpillar",
    "ant": "hormiga|formiga|ant, ants",
    "snail": "caracol|caracol, lesma|snail, slug",
    "spider": "arana, tarantula|aranha, tarântula|spider, tarantula",
    "paw-prints": "huellas, patitas, animales, mascotas|patinhas, bichos, animais|paw, paws, animals",
    "feather": "pluma, plumas|pena, pluma|feather, plume",
}
