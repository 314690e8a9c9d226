export const words = {
  "nav": "Pages", "skip": "Skip to the page", "language": "Language", "waiting": "One moment…", "again": "Try again", "close": "Close", "more": "Show more",
  "foot": "DreamForge. An idea goes in, a printed sheet comes out.", "foot.type": "Set in Anton, DM Sans and Cormorant Garamond",
  "tab.forge": "Forge", "tab.works": "My prints", "tab.shop": "Shop", "tab.restyle": "Restyle", "tab.talk": "Ask",
  "left.one": "{n} print left today", "left.other": "{n} prints left today", "left.none": "Today’s prints are used up. More at {hour}.",
  "quota": "You are quick: {left} calls left for the next {seconds} s.",
  "seconds.one": "in {n} second", "seconds.other": "in {n} seconds", "minutes.one": "in {n} minute", "minutes.other": "in {n} minutes",

  "sign.title": "Come in", "sign.lead": "A press for ideas: say what you see, and watch it become a poster.", "sign.name": "User name", "sign.secret": "Password", "sign.in": "Sign in", "sign.out": "Sign out",
  "sign.laptop": "On this laptop, the terminal where the service runs shows its users and their password.",
  "sign.challenge": "This account needs one more step before it can come in. Ask whoever gave it to you.",
  "sign.first": "A password of your own", "sign.first.why": "Somebody made this account for you. Choose the password that you will use from now on.", "sign.new": "New password", "sign.choose": "Use it",
  "session.ended": "Your session has ended. Sign in again; what you made is kept.", "session.left": "You have signed out.",

  "forge.title": "Say it. See it printed.", "forge.lead": "One sentence is enough. It becomes a brief, a picture, and something you can sell.", "forge.poster": "Your idea here",
  "forge.idea": "Your idea", "forge.example": "A lighthouse in a storm, seen from a small boat…", "forge.tries": "Or one of these:", "forge.go": "Print it",
  "try.1": "A red fox in the snow", "try.2": "A jazz festival in the sixties", "try.3": "Mountains at dawn", "try.4": "A birthday card with a whale",
  "kind": "As", "kind.any": "Whatever fits", "kind.poster": "Poster", "kind.photo": "Photo", "kind.card": "Card", "kind.document": "Document",
  "press.title": "On the press", "press.lead": "You may leave this page; your print will be waiting under My prints.", "press.progress": "How far it is",
  "step.interpret": "Reading the idea", "step.design": "Drawing", "step.publish": "Hanging it up", "step.generate": "Repainting", "step.keep": "Drying",

  "works.title": "My prints", "works.filter": "Show", "works.all": "All", "works.active": "For sale", "works.empty": "The wall is bare. What will hang here first?", "works.none": "Nothing of that kind here yet.",
  "state.draft": "Draft", "state.active": "For sale", "state.paused": "Paused", "state.archived": "Archived",

  "product.alt": "The print “{title}”", "product.fresh": "“{title}” is printed: {seconds} s.", "product.ticket": "Job ticket", "product.title": "Title", "product.words": "Description", "product.price": "Price", "product.currency": "Currency", "product.state": "State",
  "product.save": "Save", "product.publish": "Publish", "product.saved": "Saved.", "product.published": "“{title}” hangs in the shop window now.",
  "product.take": "Take it along", "product.download": "Download {ending}", "product.downloaded": "{ending} downloaded.", "product.print": "Print or save as PDF", "product.restyle": "Restyle it",
  "product.delete": "Delete this print", "product.delete.sure": "Product, listing and files will be gone for good.", "product.delete.yes": "Delete it", "product.deleted": "“{title}” is gone.",
  "palette": "Inks", "fact.kind": "Kind", "fact.style": "Style", "fact.tags": "Filed under", "fact.made": "Printed", "fact.number": "Number",

  "shop.title": "Shop window", "shop.lead": "What everybody has hung up, the newest first.", "shop.from": "Price from", "shop.to": "to", "shop.filter": "Show", "shop.empty": "Nothing hangs here at that price. Publish something of yours!", "shop.since": "In the window since {day}.",

  "restyle.title": "Restyle", "restyle.lead": "Bring a photo, and say how it should look instead.", "restyle.photo": "Choose a photo, or drop one here", "restyle.hint": "PNG, JPEG, WebP or GIF, up to 20 MB.", "restyle.taken": "{name} is on the bench.",
  "restyle.wish": "How should it look?", "restyle.example": "As a woodcut in two colours…", "restyle.go": "Restyle it", "restyle.sending": "Uploading", "restyle.ratio": "Shape",
  "restyle.try.1": "As a woodcut in two colours", "restyle.try.2": "As a neon sign at night", "restyle.try.3": "As a travel poster of the fifties",
  "ratio.same": "As it is", "ratio.1:1": "1:1", "ratio.4:3": "4:3", "ratio.3:4": "3:4", "ratio.16:9": "16:9", "ratio.9:16": "9:16", "ratio.3:2": "3:2", "ratio.2:3": "2:3",
  "restyle.before": "Before", "restyle.after": "After", "restyle.done": "The picture is done.", "restyle.again": "Another photo", "restyle.file": "restyled",

  "talk.title": "Ask the shop", "talk.lead": "About your prints and the catalogue. Every answer names its sources.", "talk.log": "Conversation", "talk.me": "You", "talk.it": "The shop", "talk.question": "Your question", "talk.example": "Which posters with the sea are there?", "talk.go": "Ask",
  "talk.try.1": "Which posters do you have with coffee?", "talk.try.2": "What is the cheapest card?", "talk.try.3": "What could I print for a wedding?",
  "talk.sources": "Sources", "talk.others": "Also looked at ({n})", "talk.cite": "Source {number}: {title}", "talk.own": "yours", "talk.catalogue": "catalogue", "talk.unsourced": "No source was found for this.",
  "talk.earlier": "Earlier", "talk.new": "New conversation", "talk.none": "None yet.", "talk.delete": "Delete the conversation “{title}”", "talk.forget": "Delete this conversation", "talk.forget.sure": "Questions and answers will be gone for good.", "talk.forget.yes": "Delete it", "talk.forgotten": "The conversation is gone.",

  "problem.id": "If you report this, name the request", "problem.unreachable": "The workshop cannot be reached.", "problem.unreachable.do": "Look whether you are online and try again. Nothing that you typed is lost.", "problem.page": "This page has stumbled. Reload it.", "problem.other": "That did not work.",
  "problem.internal_error": "Something broke on our side. Try again in a moment.", "problem.gave_up": "It was tried several times and would not come out.", "problem.unauthorized": "The name or the password is not right.", "problem.forbidden": "That is not yours to change.", "problem.not_found": "There is no such thing here. Perhaps it was deleted.",
  "problem.conflict": "Somebody else is changing this right now. Try again in a moment.", "problem.payload_too_large": "That is too large.", "problem.unsupported_media_type": "That kind of file cannot be used.", "problem.validation_failed": "Something in the form does not fit.", "problem.content_refused": "That picture cannot be made. Say it in other words.",
  "problem.too_many_requests": "The press needs to cool down.", "problem.model_failed": "The artist could not make anything of that. Other words may help.", "problem.model_unavailable": "The artist is not to be reached. Try again in a minute.", "problem.model_not_accessible": "This service may not use its artist yet. Its operator has to enable the model.", "problem.model_misconfigured": "The artist is set up wrongly. The operator of this service has to change it.", "problem.store_unavailable": "The storeroom does not answer. Try again in a minute.", "problem.model_timed_out": "The artist took too long. Try again.", "problem.gateway_timeout": "That took too long. Look whether it is there before you repeat it.",
  "problem.password_refused": "This password is not accepted.", "problem.link_expired": "The link has expired. Reload the page.", "problem.upload_refused": "The storeroom did not take this file.",
  "problem.restyle.type": "Only PNG, JPEG, WebP and GIF pictures can be restyled.", "problem.restyle.size": "The picture is larger than 20 MB.", "problem.restyle.missing": "Choose a photo first.",
};
