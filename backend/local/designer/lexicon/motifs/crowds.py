"""Words for a whole kind of things, which several motifs show together."""

from typing import NamedTuple


class Crowd(NamedTuple):
    """`words` as `Spanish|Portuguese|English`, and the motifs that show them."""

    words: str
    members: tuple[str, ...]


CROWDS: dict[str, Crowd] = {
    "crowd:fruit": Crowd(
        "fruta, frutas, frutas tropicales|fruta, frutas, frutas tropicais|fruit, fruits, tropical fruits",
        ("pineapple", "watermelon", "mango", "banana"),
    ),
    "crowd:berries": Crowd(
        "frutos rojos, bayas|frutas vermelhas|berries, wild berries", ("strawberry", "blueberries", "cherries")
    ),
    "crowd:vegetables": Crowd(
        "verduras, vegetales, hortalizas|legumes, verduras, vegetais|vegetables, veggies",
        ("carrot", "tomato", "broccoli", "bell-pepper"),
    ),
    "crowd:citrus": Crowd("citricos|cítricos|citrus", ("lemon", "tangerine", "lime")),
    "crowd:sweets": Crowd(
        "dulces, golosinas, postres|doces, guloseimas, sobremesas|sweets, candies, desserts",
        ("candy", "lollipop", "cupcake", "doughnut"),
    ),
    "crowd:seafood": Crowd("mariscos|frutos do mar|seafood", ("lobster", "shrimp", "crab", "fish")),
    "crowd:animals": Crowd(
        "animales, animal|animais, animal|animals, animal, wildlife", ("lion", "elephant", "giraffe", "monkey")
    ),
    "crowd:safari": Crowd("safari|safári|safari, savannah animals", ("lion", "giraffe", "elephant", "zebra")),
    "crowd:farm": Crowd(
        "animales de granja|animais da fazenda|farm animals, barnyard", ("cow", "rooster", "pig", "ewe")
    ),
    "crowd:pets": Crowd("mascotas, mascota|pets, animais de estimação|pets, pet", ("dog", "cat", "rabbit")),
    "crowd:insects": Crowd(
        "insectos, bichos|insetos|insects, bugs", ("honeybee", "lady-beetle", "butterfly", "beetle")
    ),
    "crowd:sea-life": Crowd(
        "animales marinos, vida marina|animais marinhos, vida marinha|sea creatures, sea life, marine life, sea"
        " animals",
        ("octopus", "turtle", "whale", "tropical-fish"),
    ),
    "crowd:instruments": Crowd(
        "instrumentos, instrumentos musicales|instrumentos, instrumentos musicais|instruments, musical instruments",
        ("guitar", "violin", "trumpet", "drum"),
    ),
    "crowd:sports": Crowd(
        "deportes, deporte|esportes, esporte, desporto|sports, sport", ("soccer-ball", "basketball", "tennis", "trophy")
    ),
    "crowd:vehicles": Crowd(
        "vehiculos, transportes|veículos, transportes|vehicles, transport", ("automobile", "bus", "bicycle", "tractor")
    ),
    "crowd:tropical": Crowd(
        "tropical, tropico|tropical, trópicos|tropical, tropics", ("palm-tree", "parrot", "hibiscus", "pineapple")
    ),
    "crowd:tools": Crowd(
        "herramientas|ferramentas|tools", ("hammer-and-wrench", "screwdriver", "carpentry-saw", "toolbox")
    ),
    "crowd:toys": Crowd("juguetes|brinquedos|toys", ("teddy-bear", "kite", "yo-yo", "rocket")),
    "crowd:breakfast": Crowd(
        "desayuno, brunch|café da manhã, brunch|breakfast, brunch", ("pancakes", "hot-beverage", "croissant", "cooking")
    ),
    "crowd:flowers": Crowd(
        "flores silvestres|flores silvestres|wildflowers", ("blossom", "tulip", "hyacinth", "sunflower")
    ),
    "crowd:monsters": Crowd(
        "monstruos, monstruo|monstros, monstro|monsters, monster", ("ogre", "ghost", "alien-monster", "goblin")
    ),
    "crowd:shapes": Crowd(
        "formas geometricas|formas geométricas|geometric shapes", ("large-orange-diamond", "red-circle", "blue-square")
    ),
}
"""By a key that no picture has."""
