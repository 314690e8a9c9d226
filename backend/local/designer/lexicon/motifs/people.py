"""People, what they do for a living, and beings of tales."""

PEOPLE: dict[str, str] = {
    "old-woman": "abuela, abuelita, anciana, yaya|avó, vovó, idosa, vó|grandma, grandmother, granny, nana, old woman",
    "old-man": "abuelo, abuelito, anciano|avô, vovô, idoso, vô|grandpa, grandfather, granddad, old man",
    "older-person": "abuelos|avós e avôs|grandparents, elders",
    "breast-feeding": "madre, mama, maternidad, dia de la madre, mami|mãe, mamãe, maternidade, dia das mães|mother,"
    " mom, mum, motherhood, mother's day, mommy",
    "man-feeding-baby": "padre, papa, papi, dia del padre, paternidad|pai, papai, dia dos pais, paternidade|father,"
    " dad, daddy, father's day, fatherhood",
    "baby": "bebe, recien nacido, baby shower, nacimiento, bautizo|bebê, recém-nascido, chá de bebê, batizado|baby,"
    " newborn, baby shower, christening",
    "child": "nino, ninos, nene, infancia, infantil|criança, crianças, infância, infantil|child, kids, kid,"
    " childhood, toddler",
    "girl": "nina, ninas, hija|menina, meninas, filha, garota|girl, girls, daughter",
    "boy": "nino pequeno, hijo, chico|menino, filho, garoto|boy, boys, son",
    "woman": "mujer, mujeres, dama, senora, feminismo|mulher, mulheres, senhora, feminismo|woman, lady, feminism",
    "man": "hombre, hombres, senor, caballero|homem, homens, senhor, cavalheiro|man, gentleman",
    "people-hugging": "abrazo, amistad, amigos, familia, amigas, comunidad|abraço, amizade, amigos, família, amigas,"
    " comunidade|hug, friendship, friends, family, community, embrace",
    "student": "estudiante, estudiantes, alumno|estudante, aluno|student, students",
    "graduation-cap": "graduacion, universidad, diploma, grado, birrete|formatura, universidade, diploma,"
    " graduação|graduation, university, college, diploma, degree",
    "teacher": "maestro, profesor, profesores, docente|professor, professores|teacher, teachers, professor",
    "woman-teacher": "maestra, profesora, profe|professora|woman teacher",
    "health-worker": "doctor, medico, enfermero, hospital, medicina|médico, enfermeiro, medicina, doutor|doctor,"
    " physician, medicine",
    "woman-health-worker": "doctora, medica, enfermera|médica, enfermeira, doutora|nurse, woman doctor",
    "cook": "cocinero, chef|cozinheiro, chef|chef, cook",
    "woman-cook": "cocinera|cozinheira|woman chef",
    "farmer": "campesino, agricultor, granjero, cafetero, granja|agricultor, fazendeiro, roceiro, fazenda|farmer,"
    " farm, gardener",
    "woman-farmer": "campesina, agricultora, jardinera|agricultora|woman farmer",
    "artist": "pintor, artista, artistas|pintor, artista|artist, painter",
    "woman-artist": "pintora, frida, frida kahlo|pintora, frida kahlo|frida kahlo, woman painter, frida",
    "singer": "cantante, cantantes, mariachi, vocalista, trovador|cantor, vocalista, fadista|singer, mariachi,"
    " vocalist, rockstar",
    "woman-singer": "cantora, diva|cantora, diva|diva, woman singer",
    "astronaut": "astronauta, astronautas, cosmonauta|astronauta, astronautas, cosmonauta|astronaut, astronauts,"
    " cosmonaut, spaceman",
    "woman-astronaut": "mujer astronauta, astronauta mujer, chica astronauta, nina astronauta|mulher astronauta,"
    " menina astronauta|woman astronaut, female astronaut, girl astronaut",
    "pilot": "piloto, aviador|piloto, aviador|pilot, aviator",
    "firefighter": "bombero, bomberos|bombeiro, bombeiros|firefighter, fireman",
    "technologist": "programador, programacion, desarrollador, codigo, hacker, software|programador, programação,"
    " código, hacker, software"
    "|programmer, programming, developer, code, coding, hacker, software",
    "scientist": "cientifico, ciencia, laboratorio, quimica|cientista, ciência, laboratório, química|scientist,"
    " science, laboratory, chemistry",
    "detective": "detective, espia, misterio, sherlock|detetive, espião, mistério|detective, spy, mystery, sherlock,"
    " film noir",
    "ninja": "ninja, samurai, samurais|ninja, samurai|ninja, samurai, shinobi",
    "person-mage": "mago, hechicero, gandalf, merlin|mago, feiticeiro, merlin|wizard, sorcerer, mage, merlin",
    "woman-mage": "bruja, brujas, hechicera|bruxa, bruxas, feiticeira|witch, witches, sorceress",
    "woman-fairy": "hada, hadas|fada, fadas|fairy, fairies",
    "person-elf": "elfo, duende|elfo, duende|elf, elves",
    "person-vampire": "vampiro, dracula|vampiro, drácula|vampire, dracula",
    "person-zombie": "zombi, zombie, zombies|zumbi, zumbis|zombie, zombies",
    "person-superhero": "superheroe, superheroes, heroe|super-herói, herói, heróis|superhero, superheroes, hero",
    "woman-superhero": "superheroina, heroina|super-heroína, heroína|superheroine, heroine",
    "princess": "princesa, princesas, reina|princesa, princesas, rainha|princess, queen",
    "prince": "principe, rey|príncipe, rei|prince, king",
    "baby-angel": "angel, angelito, angeles|anjo, anjinho, anjos|angel, cherub, angels",
    "santa-claus": "papa noel, santa claus, viejito pascuero|papai noel|santa, santa claus, father christmas",
    "clown-face": "payaso, arlequin|palhaço, arlequim|clown, harlequin",
    "person-with-crown": "realeza|realeza|royalty",
    "pirate-flag": "pirata, piratas, barco pirata|pirata, piratas|pirate, pirates, jolly roger",
    "cowboy-hat-face": "vaquero, vaqueros, gaucho, llanero|vaqueiro, gaúcho, cangaceiro|cowboy, cowgirl, western,"
    " rodeo",
    "guard": "soldado real|guarda real|royal guard, beefeater",
    "ghost": "fantasma, fantasmas, espiritu|fantasma, fantasmas|ghost, ghosts, spirit",
    "alien": "extraterrestre, alienigena, marciano|extraterrestre, alienígena, et|alien, extraterrestrial, martian",
    "robot": "robot, robots, ia, inteligencia artificial, androide, aprendizaje automatico|robô, robôs, ia,"
    " inteligência artificial, androide, aprendizado de máquina"
    "|robot, robots, ai, artificial intelligence, android, machine learning, neural network",
    "skull": "calavera, calaca, craneo, esqueleto, dia de muertos, dia de los muertos, catrina|caveira, crânio,"
    " esqueleto|skull, skeleton, day of the dead, calavera",
    "jack-o-lantern": "halloween, calabaza, noche de brujas|halloween, abóbora, dia das bruxas|halloween, pumpkin,"
    " jack-o'-lantern",
    "woman-office-worker": "jefa, empresaria, emprendedora|chefe, empresária, empreendedora|businesswoman, boss lady",
    "man-office-worker": "empresario, negocios|empresário, negócios|businessman, business",
}
