"""Words that carry grammar rather than meaning, folded, per language."""

from backend.local.designer.concept import Language

FUNCTION_WORDS: dict[Language, frozenset[str]] = {
    "es": frozenset(
        "a al algo algun alguna algunos algunas ante antes aquel aquella asi aun aunque bajo bien cada como con"
        " contra cual cuando de del"
        " desde donde dos durante e el ella ellas ellos en entre era eres es esa ese eso esos esas esta estan estas"
        " este esto estos"
        " estoy fue ha hace hacia han hasta hay he hemos incluso junto la las le les lo los mas me mi mia mio mis"
        " mientras mucha"
        " muchas mucho muchos muy nada ni no nos nosotros nuestra nuestro nuestros nuestras o os otra otras otro"
        " otros para pero poco"
        " por porque pues que quien se sea sean ser si sin sobre solo son soy su sus tal tambien tan tanto te tengo"
        " ti tiene"
        " tienen toda todas todo todos tras tu tus u un una unas uno unos usted va vez y ya yo".split()
    ),
    "pt": frozenset(
        "a ao aos aquela aquele aqueles aquelas as assim ate bem cada com como contra da das de dela dele deles"
        " depois do dos e ela"
        " elas ele eles em entre era essa essas esse esses esta estao estas estava este estes eu foi ha isso isto ja"
        " lhe lhes mais mas"
        " me mesmo meu meus minha minhas muita muitas muito muitos na nada nao nas nem no nos nossa nosso nossos"
        " nossas num numa o os ou"
        " outra outras outro outros para pela pelas pelo pelos por porque pouco pra pro qual quando que quem sao se"
        " seja sem ser seu"
        " seus so sob sobre sou sua suas tambem tao te tem tenho teu toda todas todo todos tu tua um uma umas uns"
        " vai voce"
        " voces vez".split()
    ),
    "en": frozenset(
        "a about above after all also am an and another any are around as at be because been before being below"
        " between both but by"
        " can could did do does during each every few for from had has have he her here hers him his how i if in"
        " inside into is it its"
        " itself just like many me more most much my no nor not of off on one only onto or other our out outside"
        " over own she"
        " should so some such than that the their them then there these they this those through to too under until"
        " up upon us very"
        " was we were what when where which while who whom whose why will with within without would you your yours"
        " i'm it's".split()
    ),
}

NEVER_MOTIFS: frozenset[str] = frozenset(
    "estilo style tipo tema theme motivo forma manera color colores cor cores colour colors colours tono tonos tons"
    " tone tones fondo fundo background"
    " estampa diseno design frase quote texto text letra letras titulo title nombre nome name"
    " grande pequeno pequena gran big small little large pequeninho bonito bonita lindo linda hermoso hermosa bello"
    " bella beautiful pretty nice cute"
    " nuevo nueva novo nova new viejo vieja velho velha old gusta gustan encanta encantan ama aman adora adoram"
    " loves likes"
    " dia dias day days ano anos year years hora hour vez time mejor melhor best favorito favorita favorite favourite"
    " dulce doce sweet feliz happy triste sad loco louca crazy calido fria frio fresh cold hot suave soft libre"
    " livre free alto alta tall"
    " via sala pared parede wall cosa cosas coisa coisas thing things gente tipografia typography abstracto"
    " abstracta abstrato abstrata abstract"
    " primera primer primeira primeiro first ultimo last gigante giant mini super ultra alrededor lleno llena cheio"
    " cheia full"
    " ti tal lado centro center centre medio meio middle corte parte part mano real original clasico clasica classic"
    " classico classica"
    " blanco blanca branco branca white negro negra preto preta black rojo roja vermelho vermelha red azul azules"
    " blue verde verdes green"
    " amarillo amarilla amarelo amarela yellow morado morada roxo roxa purple gris cinza gray grey marron marrom"
    " brown celeste turquesa turquoise"
    " dorado dorada dourado dourada golden plateado prateado silver pastel tropicales tropicais vivos vibrantes"
    " bright colorful colorido colorida"
    " minimalista minimalistas minimalist vintage retro moderno moderna modern futurista futuristic elegante elegant"
    " neon cyberpunk botanico botanica"
    " ella joven young hecho hecha feito feita made hand mejores tierno tierna fofo fofa quiet tranquilo tranquila"
    " slow lento quieto"
    " festival electrica eletrica electric riding sitting standing sentado sentada mirando olhando looking playing"
    " jugando brincando walking"
    "    caminando"
    " quarto quarter great antiguo antigua antigo antiga country pais historia history story"
    " studio estudio club clube shop store tienda loja field equipo equipe team company marca brand logo negocio"
    " proyecto projeto project serie series"
    " set coleccion colecao collection"
    " x no sim yes ok hello hola oi test prueba teste foo bar baz lorem ipsum dolor sit amet w".split()
)
"""Adjectives, colours and generalities that some motif's tags hold but that never name a subject by themselves."""
