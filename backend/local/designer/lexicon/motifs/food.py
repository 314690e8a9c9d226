"""Food and drink."""

FOOD: dict[str, str] = {
    "hot-beverage": "cafe, tinto, capuchino, cafecito, espresso, expreso, latte, cafeteria, barista, cafetal, te,"
    " eje cafetero, cortado"
    "|café, cafezinho, espresso, cappuccino, cafeteria, barista, expresso|coffee, espresso, latte, cappuccino, tea,"
    " cafe, barista, mocha, hot chocolate, coffee shop",
    "teapot": "tetera, hora del te|bule, chá, chá da tarde|teapot, tea time, tea party, afternoon tea",
    "teacup-without-handle": "te verde, matcha, manzanilla|chá verde, matcha|green tea, matcha, herbal tea",
    "mate": "mate, yerba mate, terere|mate, chimarrão, tererê|mate, yerba mate",
    "wine-glass": "vino, copa de vino, malbec, rioja, vino tinto, bodega|vinho, taça de vinho, vinho tinto,"
    " adega|wine, wineglass, red wine, merlot, winery",
    "grapes": "uvas, uva, vinedo, vinedos, vendimia|uva, uvas, vinhedo, vindima|grapes, vineyard, vineyards",
    "beer-mug": "cerveza, cervezas, chela, cerveceria|cerveja, chope, chopp, cervejaria, boteco|beer, ale, brewery,"
    " pub, pint, lager",
    "cocktail-glass": "coctel, cocteles, martini, margarita, gin tonic|coquetel, drinque, caipirinha,"
    " martini|cocktail, martini, margarita, gin",
    "tropical-drink": "pina colada, mojito, daiquiri|piña colada, mojito, caipiroska|mojito, pina colada, daiquiri,"
    " tiki",
    "tumbler-glass": "whisky, ron, tequila, mezcal|uísque, cachaça, rum|whisky, whiskey, rum, bourbon, tequila",
    "bottle-with-popping-cork": "champan, cava, brindis|champanhe, espumante|champagne, prosecco",
    "cup-with-straw": "jugo, zumo, refresco, limonada, batido, malteada|suco, refrigerante, limonada,"
    " vitamina|juice, soda, smoothie, lemonade, milkshake",
    "bubble-tea": "te de burbujas, boba|chá de bolhas, bubble tea|bubble tea, boba",
    "glass-of-milk": "leche|leite|milk",
    "flatbread": "arepa, arepas, tortilla de maiz, pita, naan, cachapa|tapioca, pão sírio, naan, beiju|arepa,"
    " arepas, flatbread, pita, naan, tortilla",
    "dumpling": "empanada, empanadas, gyoza, pierogi|empada, pastel de feira, coxinha, gyoza|dumpling, dumplings,"
    " empanada, gyoza, pierogi, momo, ravioli",
    "doughnut": "dona, rosquilla, dona glaseada|rosquinha, sonho|donut, doughnut",
    "bread": "pan, panaderia, hogaza, pan casero, masa madre|pão, padaria, pão caseiro|bread, bakery, sourdough,"
    " loaf, toast",
    "bagel": "rosca, bagel|pão de queijo, bagel|bagel",
    "croissant": "cruasan, medialuna, croissant|croissant|croissant",
    "baguette-bread": "baguette, baguete|baguete|baguette",
    "taco": "taco, tacos|taco, tacos|taco, tacos",
    "burrito": "burrito, burritos, fajita|burrito|burrito, fajita",
    "tamale": "tamal, tamales, humita|pamonha|tamale, tamales",
    "pizza": "pizza, pizzeria|pizza, pizzaria|pizza, pizzeria",
    "spaghetti": "pasta, espaguetis, tallarines, fideos, lasana|macarrão, massa, macarronada, lasanha|pasta,"
    " spaghetti, noodles, lasagna",
    "hamburger": "hamburguesa, hamburguesas|hambúrguer, x-burger|hamburger, burger, cheeseburger",
    "hot-dog": "perro caliente, perrito caliente, choripan|cachorro-quente, cachorro quente|hot dog, hotdog",
    "french-fries": "papas fritas, patatas fritas|batata frita, batatas fritas|french fries, fries, chips",
    "shallow-pan-of-food": "paella, paellas, wok|moqueca, paella|paella, wok, stir fry",
    "pot-of-food": "sancocho, ajiaco, cocido, guiso, bandeja paisa, pozole, sopa, cazuela, locro|feijoada, cozido,"
    " ensopado, panela, sopa, caldo verde"
    "|stew, soup, casserole, chili con carne, gumbo",
    "steaming-bowl": "ramen, pho, udon|lámen, ramen, pho|ramen, pho, udon, noodle soup",
    "fried-shrimp": "tempura|tempura|tempura",
    "shrimp": "ceviche, camaron, camarones, gambas, langostino|camarão, camarões, ceviche, vatapá|shrimp, prawn,"
    " ceviche",
    "lobster": "langosta, mariscos|lagosta, frutos do mar|lobster, seafood",
    "crab": "cangrejo, jaiba|caranguejo, siri|crab",
    "sushi": "sushi, nigiri, sashimi|sushi, sashimi|sushi, sashimi, nigiri",
    "bento-box": "bento|bentô, marmita|bento, lunch box",
    "curry-rice": "curry|curry|curry",
    "cooked-rice": "arroz, gallo pinto, arroz con leche|arroz, arroz doce, baião de dois|rice, risotto",
    "beans": "frijoles, alubias, porotos, caraotas|feijão, feijões, tutu|beans",
    "meat-on-bone": "asado, carne, parrilla, barbacoa, parrillada|churrasco, carne, churrascaria|bbq, barbecue,"
    " meat, grill, ribs",
    "cut-of-meat": "bife, filete, chuleta, churrasco argentino|bife, picanha|steak",
    "poultry-leg": "pollo frito, pollo, alitas|frango, coxa|fried chicken, drumstick, wings",
    "turkey": "pavo|peru de natal, peru assado|turkey, roast turkey",
    "cheese-wedge": "queso, quesos, queseria|queijo, queijos|cheese, cheddar, gouda",
    "green-salad": "ensalada, vegano, vegana, vegetariano|salada, vegano, vegana|salad, vegan, vegetarian, poke",
    "broccoli": "brocoli, verduras, vegetales|brócolis, legumes, verduras|broccoli, vegetables, veggies",
    "avocado": "aguacate, palta, guacamole|abacate, guacamole|avocado, guacamole",
    "tomato": "tomate, tomates|tomate, tomates|tomato, tomatoes",
    "hot-pepper": "chile, aji, picante, jalapeno, habanero|pimenta, malagueta|chili, chilli, hot pepper, jalapeno,"
    " hot sauce, spicy",
    "ear-of-corn": "maiz, elote, choclo, mazorca|milho, espiga de milho|corn, maize",
    "potato": "papa, papas, patata|batata, batatas|potato, potatoes",
    "brown-mushroom": "champinon|cogumelo paris|brown mushroom",
    "mushroom": "hongo, hongos, seta, setas|cogumelo, cogumelos|mushroom, mushrooms, toadstool, fungi",
    "olive": "aceituna, olivo, oliva, olivos, ramas de olivo, aceite de oliva|azeitona, oliveira, oliva, ramos de"
    " oliveira, azeite"
    "|olive, olives, olive branch, olive branches, olive tree, olive oil",
    "red-apple": "manzana, manzanas|maçã, maçãs|apple, apples, red apple",
    "green-apple": "manzana verde|maçã verde|green apple",
    "tangerine": "naranja, naranjas, mandarina, citricos|laranja, laranjas, tangerina, mexerica|orange, oranges,"
    " tangerine, citrus, clementine",
    "lemon": "limon, limones, limonero|limão siciliano, limões, limão|lemon, lemons",
    "lime": "lima verde, limon verde|limão-taiti, lima-da-pérsia|lime, limes",
    "banana": "banana, platano, banano, guineo|banana, bananas|banana, bananas, plantain",
    "pineapple": "pina, ananas, pinas|abacaxi, ananás|pineapple",
    "mango": "mango, mangos, papaya, maracuya, guayaba|manga, mangas, mamão, maracujá, goiaba, caju|mango, papaya,"
    " guava",
    "watermelon": "sandia, patilla|melancia|watermelon",
    "strawberry": "fresa, fresas, frutilla|morango, morangos|strawberry, strawberries",
    "blueberries": "arandano, arandanos, moras|mirtilo, mirtilos, amora, açaí, jabuticaba|blueberry, blueberries,"
    " berries, acai",
    "cherries": "cereza, cerezas|cereja, cerejas|cherry, cherries",
    "peach": "durazno, melocoton|pêssego|peach, apricot",
    "coconut": "coco, cocos|coco, água de coco|coconut, coconuts",
    "birthday-cake": "pastel, torta, tarta, bizcocho, tarta de cumpleanos, pastel de cumpleanos, cumpleanos,"
    " quinceanera"
    "|bolo, bolo de aniversário|cake, birthday cake, birthday",
    "shortcake": "trozo de tarta, cheesecake, tres leches|fatia de bolo, cheesecake|cheesecake, slice of cake",
    "cupcake": "magdalena, quequito, ponque|cupcake, brigadeiro, muffin|cupcake, muffin",
    "pie": "tarta de manzana, pay, quiche|torta de maçã, empadão|pie, apple pie, tart",
    "custard": "flan, natilla|pudim, pastel de nata, pastéis de nata|custard, flan, pudding, pastel de nata",
    "ice-cream": "helado, helados, heladeria|sorvete, sorveteria, gelato|ice cream, gelato, sundae",
    "soft-ice-cream": "cono, barquilla, cucurucho|casquinha|ice cream cone, cone",
    "shaved-ice": "raspado, granizado, paleta, paletas|raspadinha, picolé|popsicle, shaved ice",
    "chocolate-bar": "chocolate, cacao|chocolate, cacau|chocolate, cocoa",
    "cookie": "galleta, galletas, alfajor, alfajores|biscoito, bolacha, cookie|cookie, cookies, biscuit",
    "candy": "dulces, caramelo, caramelos, golosinas|doces, bala, balas, guloseimas|candy, candies, sweets",
    "lollipop": "piruleta, paleta de dulce, chupete|pirulito|lollipop",
    "pancakes": "panqueques, tortitas, hotcakes|panqueca, panquecas|pancakes, crepe, crepes",
    "popcorn": "palomitas, crispetas, pochoclo|pipoca|popcorn",
    "egg": "huevo, huevos|ovo, ovos|egg, eggs",
    "cooking": "cocina, cocinar, sarten, huevo frito, desayuno|cozinha, cozinhar, ovo frito|cooking, kitchen,"
    " breakfast, brunch, fried egg",
    "fork-and-knife-with-plate": "restaurante, gastronomia, cena, almuerzo, comida, menu|restaurante, gastronomia,"
    " jantar, almoço, comida, cardápio"
    "|restaurant, food, dinner, lunch, menu, cuisine, gastronomy, meal",
    "honey-pot": "miel|mel|honey",
    "salt": "sal, especias|sal, temperos|salt, spices, seasoning",
    "chopsticks": "palillos|hashi|chopsticks",
    "pretzel": "pretzel|pretzel|pretzel, oktoberfest",
    "bucket": "balde, cubeta|balde|bucket",
}
