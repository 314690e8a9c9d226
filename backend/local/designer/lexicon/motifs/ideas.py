"""Things one cannot touch, and the picture that stands for them."""

IDEAS: dict[str, str] = {
    "red-heart": "amor, corazon, corazones, carino|amor, coração, corações, carinho|love, heart, hearts",
    "heart-with-arrow": "san valentin, enamorados, cupido|dia dos namorados, namorados, cupido|valentine,"
    " valentine's day, cupid",
    "broken-heart": "desamor, corazon roto|coração partido|broken heart, heartbreak",
    "peace-symbol": "paz, hippie, woodstock, paz y amor|paz, hippie, paz e amor|peace, hippie, woodstock, peace and"
    " love",
    "infinity": "infinito, eternidad|infinito, eternidade|infinity, eternity",
    "yin-yang": "yin yang, equilibrio, taoismo|yin yang, equilíbrio|yin yang, balance",
    "balance-scale": "justicia, derecho, abogado, igualdad|justiça, direito, advogado, igualdade|justice, law,"
    " lawyer, equality",
    "raised-fist": "revolucion, resistencia, lucha, libertad|revolução, resistência, luta, liberdade|revolution,"
    " resistance, freedom, protest",
    "rainbow-flag": "orgullo, lgbt, orgullo gay|orgulho, lgbt, orgulho gay|pride, lgbt, gay pride",
    "flexed-biceps": "fuerza, fortaleza interior|força|strength",
    "hundred-points": "cien|nota cem|hundred points",
    "folded-hands": "gracias, oracion, gratitud, agradecimiento|obrigado, oração, gratidão, agradecimento,"
    " obrigada|thank you, thanks, prayer, gratitude",
    "sleeping-face": "siesta, descanso|soneca, descanso|nap",
    "thought-balloon": "sueno, suenos|sonhos|dream, dreams, daydream",
    "chart-increasing": "exito, crecimiento, datos, estadistica|sucesso, crescimento, dados, estatística|success,"
    " data, statistics, growth chart",
    "speech-balloon": "dialogo, idiomas, comic, comics|diálogo, idiomas, quadrinhos|comic, comics, comic book,"
    " conversation, languages",
    "latin-cross": "primera comunion, semana santa, jesus, cristo, religion|primeira comunhão, jesus, cristo, semana"
    " santa|jesus, christ, easter service, first communion",
    "menorah": "janucá, januca|chanucá|hanukkah",
    "star-and-crescent": "ramadan, eid|ramadã|ramadan, eid",
    "diya-lamp": "diwali|diwali|diwali",
    "recycling-symbol": "reciclaje, reciclar, medio ambiente|reciclagem, reciclar, meio ambiente|recycling, recycle,"
    " environment",
    "hatching-chick": "pascua, huevo de pascua|páscoa, ovo de páscoa|easter, easter egg",
    "memo": "certificado, documento, contrato, guia|certificado, documento, contrato, guia|certificate, document,"
    " contract, guide",
    "calendar": "calendario, agenda, planificador|calendário, agenda|calendar, planner",
}
