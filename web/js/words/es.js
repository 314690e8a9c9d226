export const words = {
  "nav": "Páginas", "skip": "Ir al contenido", "language": "Idioma", "waiting": "Un momento…", "again": "Intentar de nuevo", "close": "Cerrar", "more": "Ver más",
  "foot": "DreamForge. Entra una idea, sale una lámina impresa.", "foot.type": "Compuesto en Anton, DM Sans y Cormorant Garamond",
  "tab.forge": "Forja", "tab.works": "Mis láminas", "tab.shop": "Vitrina", "tab.restyle": "Retocar", "tab.talk": "Preguntar",
  "left.one": "Te queda {n} lámina hoy", "left.other": "Te quedan {n} láminas hoy", "left.none": "Se acabaron las láminas de hoy. Habrá más a las {hour}.",
  "quota": "Vas rápido: te quedan {left} llamadas para los próximos {seconds} s.",
  "seconds.one": "en {n} segundo", "seconds.other": "en {n} segundos", "minutes.one": "en {n} minuto", "minutes.other": "en {n} minutos",

  "sign.title": "Adelante", "sign.lead": "Una imprenta de ideas: di lo que ves y mira cómo se vuelve un cartel.", "sign.name": "Usuario", "sign.secret": "Contraseña", "sign.in": "Entrar", "sign.out": "Salir",
  "sign.laptop": "En este equipo, la terminal donde corre el servicio muestra los usuarios y su contraseña.",
  "sign.challenge": "A esta cuenta le falta un paso antes de entrar. Pregunta a quien te la dio.",
  "sign.first": "Una contraseña tuya", "sign.first.why": "Alguien creó esta cuenta para ti. Elige la contraseña que usarás desde ahora.", "sign.new": "Contraseña nueva", "sign.choose": "Usarla",
  "session.ended": "Tu sesión terminó. Entra de nuevo; lo que hiciste está guardado.", "session.left": "Has salido.",

  "forge.title": "Dilo. Míralo impreso.", "forge.lead": "Basta una frase. Se vuelve un encargo, una imagen y algo que puedes vender.", "forge.poster": "Aquí va tu idea",
  "forge.idea": "Tu idea", "forge.example": "Un faro en la tormenta, visto desde una barca…", "forge.tries": "O una de estas:", "forge.go": "Imprimir",
  "try.1": "Hazme una imagen de Colombia", "try.2": "Un festival de jazz de los años sesenta", "try.3": "Montañas al amanecer", "try.4": "Una tarjeta de cumpleaños con una ballena",
  "kind": "Como", "kind.any": "Lo que mejor quede", "kind.poster": "Cartel", "kind.photo": "Foto", "kind.card": "Tarjeta", "kind.document": "Documento",
  "press.title": "En la prensa", "press.lead": "Puedes irte de esta página; tu lámina te esperará en Mis láminas.", "press.progress": "Cuánto lleva",
  "step.interpret": "Leyendo la idea", "step.design": "Dibujando", "step.publish": "Colgándola", "step.generate": "Repintando", "step.keep": "Secando",

  "works.title": "Mis láminas", "works.filter": "Mostrar", "works.all": "Todas", "works.active": "En venta", "works.empty": "La pared está desnuda. ¿Qué colgará aquí primero?", "works.none": "Todavía no hay nada de eso.",
  "state.draft": "Borrador", "state.active": "En venta", "state.paused": "En pausa", "state.archived": "Archivada",

  "product.alt": "La lámina «{title}»", "product.fresh": "«{title}» está impresa: {seconds} s.", "product.ticket": "Orden de trabajo", "product.title": "Título", "product.words": "Descripción", "product.price": "Precio", "product.currency": "Moneda", "product.state": "Estado",
  "product.save": "Guardar", "product.publish": "Publicar", "product.saved": "Guardado.", "product.published": "«{title}» ya cuelga en la vitrina.",
  "product.take": "Llévatela", "product.download": "Descargar {ending}", "product.downloaded": "{ending} descargado.", "product.print": "Imprimir o guardar como PDF", "product.restyle": "Retocarla",
  "product.delete": "Borrar esta lámina", "product.delete.sure": "El producto, la oferta y los archivos desaparecerán para siempre.", "product.delete.yes": "Borrarla", "product.deleted": "«{title}» ya no está.",
  "palette": "Tintas", "fact.kind": "Tipo", "fact.style": "Estilo", "fact.tags": "Archivada en", "fact.made": "Impresa", "fact.number": "Número",

  "shop.title": "La vitrina", "shop.lead": "Lo que todos han colgado, lo más nuevo primero.", "shop.from": "Precio desde", "shop.to": "hasta", "shop.filter": "Mostrar", "shop.empty": "Nada cuelga aquí a ese precio. ¡Publica algo tuyo!", "shop.since": "En la vitrina desde el {day}.",

  "restyle.title": "Retocar", "restyle.lead": "Trae una foto y di cómo debería verse.", "restyle.photo": "Elige una foto, o suéltala aquí", "restyle.hint": "PNG, JPEG, WebP o GIF, hasta 20 MB.", "restyle.taken": "{name} está en la mesa.",
  "restyle.wish": "¿Cómo debería verse?", "restyle.example": "Como un grabado a dos tintas…", "restyle.go": "Retocarla", "restyle.sending": "Subiendo", "restyle.ratio": "Formato",
  "restyle.try.1": "Como un grabado a dos tintas", "restyle.try.2": "Como un letrero de neón de noche", "restyle.try.3": "Como un cartel de viajes de los años cincuenta",
  "ratio.same": "Como está", "ratio.1:1": "1:1", "ratio.4:3": "4:3", "ratio.3:4": "3:4", "ratio.16:9": "16:9", "ratio.9:16": "9:16", "ratio.3:2": "3:2", "ratio.2:3": "2:3",
  "restyle.before": "Antes", "restyle.after": "Después", "restyle.done": "La imagen está lista.", "restyle.again": "Otra foto", "restyle.file": "retocada",

  "talk.title": "Pregunta a la tienda", "talk.lead": "Sobre tus láminas y el catálogo. Cada respuesta nombra sus fuentes.", "talk.log": "Conversación", "talk.me": "Tú", "talk.it": "La tienda", "talk.question": "Tu pregunta", "talk.example": "¿Qué carteles con el mar hay?", "talk.go": "Preguntar",
  "talk.try.1": "¿Qué pósteres de café hay?", "talk.try.2": "¿Cuál es la tarjeta más barata?", "talk.try.3": "¿Qué podría imprimir para una boda?",
  "talk.sources": "Fuentes", "talk.others": "También se miró ({n})", "talk.cite": "Fuente {number}: {title}", "talk.own": "tuya", "talk.catalogue": "catálogo", "talk.unsourced": "No se encontró ninguna fuente para esto.",
  "talk.earlier": "Anteriores", "talk.new": "Conversación nueva", "talk.none": "Todavía ninguna.", "talk.delete": "Borrar la conversación «{title}»", "talk.forget": "Borrar esta conversación", "talk.forget.sure": "Preguntas y respuestas desaparecerán para siempre.", "talk.forget.yes": "Borrarla", "talk.forgotten": "La conversación ya no está.",

  "problem.id": "Si lo reportas, nombra la solicitud", "problem.unreachable": "No se puede llegar al taller.", "problem.unreachable.do": "Mira si tienes conexión e intenta de nuevo. Nada de lo que escribiste se ha perdido.", "problem.page": "Esta página tropezó. Recárgala.", "problem.other": "Eso no funcionó.",
  "problem.internal_error": "Algo se rompió de nuestro lado. Intenta de nuevo en un momento.", "problem.gave_up": "Se intentó varias veces y no salió.", "problem.unauthorized": "El usuario o la contraseña no son correctos.", "problem.forbidden": "Eso no es tuyo para cambiarlo.", "problem.not_found": "Aquí no hay tal cosa. Quizá se borró.",
  "problem.conflict": "Alguien más lo está cambiando ahora mismo. Intenta de nuevo en un momento.", "problem.payload_too_large": "Eso es demasiado grande.", "problem.unsupported_media_type": "Ese tipo de archivo no sirve.", "problem.validation_failed": "Algo en el formulario no encaja.", "problem.content_refused": "Esa imagen no se puede hacer. Dilo con otras palabras.",
  "problem.too_many_requests": "La prensa necesita enfriarse.", "problem.model_failed": "El artista no supo qué hacer con eso. Otras palabras pueden ayudar.", "problem.model_unavailable": "El artista no está disponible. Intenta de nuevo en un minuto.", "problem.model_not_accessible": "Este servicio aún no puede usar su artista. Su operador tiene que habilitar el modelo.", "problem.model_misconfigured": "El artista está mal configurado. El operador de este servicio tiene que cambiarlo.", "problem.store_unavailable": "El almacén no responde. Intenta de nuevo en un minuto.", "problem.model_timed_out": "El artista tardó demasiado. Intenta de nuevo.", "problem.gateway_timeout": "Eso tardó demasiado. Mira si ya está antes de repetirlo.",
  "problem.password_refused": "Esta contraseña no se acepta.", "problem.link_expired": "El enlace venció. Recarga la página.", "problem.upload_refused": "El almacén no aceptó este archivo.",
  "problem.restyle.type": "Solo se pueden retocar imágenes PNG, JPEG, WebP y GIF.", "problem.restyle.size": "La imagen pesa más de 20 MB.", "problem.restyle.missing": "Primero elige una foto.",
};
