export const words = {
  "nav": "Páginas", "skip": "Ir para o conteúdo", "language": "Idioma", "waiting": "Um momento…", "again": "Tentar de novo", "close": "Fechar", "more": "Ver mais",
  "foot": "DreamForge. Entra uma ideia, sai uma folha impressa.", "foot.type": "Composto em Anton, DM Sans e Cormorant Garamond",
  "tab.forge": "Forja", "tab.works": "Folhas", "tab.shop": "Vitrine", "tab.restyle": "Recriar", "tab.talk": "Perguntar",
  "left.one": "Resta {n} impressão hoje", "left.other": "Restam {n} impressões hoje", "left.none": "As impressões de hoje acabaram. Mais às {hour}.",
  "quota": "Você é rápido: restam {left} chamadas para os próximos {seconds} s.",
  "seconds.one": "em {n} segundo", "seconds.other": "em {n} segundos", "minutes.one": "em {n} minuto", "minutes.other": "em {n} minutos",

  "sign.title": "Pode entrar", "sign.lead": "Uma gráfica de ideias: diga o que vê e veja virar um cartaz.", "sign.name": "Usuário", "sign.secret": "Senha", "sign.in": "Entrar", "sign.out": "Sair",
  "sign.laptop": "Neste computador, o terminal onde o serviço roda mostra os usuários e a senha.",
  "sign.challenge": "Falta um passo para esta conta entrar. Pergunte a quem a deu a você.",
  "sign.first": "Uma senha sua", "sign.first.why": "Alguém criou esta conta para você. Escolha a senha que vai usar daqui em diante.", "sign.new": "Senha nova", "sign.choose": "Usar",
  "session.ended": "Sua sessão terminou. Entre de novo; o que você fez está guardado.", "session.left": "Você saiu.",

  "forge.title": "Diga. Veja impresso.", "forge.lead": "Basta uma frase. Ela vira um briefing, uma imagem e algo que você pode vender.", "forge.poster": "Sua ideia aqui",
  "forge.idea": "Sua ideia", "forge.example": "Um farol na tempestade, visto de um barquinho…", "forge.tries": "Ou uma destas:", "forge.go": "Imprimir",
  "try.1": "Um bonde amarelo em Lisboa", "try.2": "Um festival de jazz dos anos sessenta", "try.3": "Montanhas ao amanhecer", "try.4": "Um cartão de aniversário com uma baleia",
  "kind": "Como", "kind.any": "O que ficar melhor", "kind.poster": "Cartaz", "kind.photo": "Foto", "kind.card": "Cartão", "kind.document": "Documento",
  "press.title": "Na prensa", "press.lead": "Você pode sair desta página; a impressão vai esperar em Folhas.", "press.progress": "Quanto já foi",
  "step.interpret": "Lendo a ideia", "step.design": "Desenhando", "step.publish": "Pendurando", "step.generate": "Repintando", "step.keep": "Secando",

  "works.title": "Minhas folhas", "works.filter": "Mostrar", "works.all": "Todas", "works.active": "À venda", "works.empty": "A parede está vazia. O que vai pendurar primeiro?", "works.none": "Ainda não há nada disso.",
  "state.draft": "Rascunho", "state.active": "À venda", "state.paused": "Em pausa", "state.archived": "Arquivada",

  "product.alt": "A folha “{title}”", "product.fresh": "“{title}” está impressa: {seconds} s.", "product.ticket": "Ordem de serviço", "product.title": "Título", "product.words": "Descrição", "product.price": "Preço", "product.currency": "Moeda", "product.state": "Estado",
  "product.save": "Salvar", "product.publish": "Publicar", "product.saved": "Salvo.", "product.published": "“{title}” já está na vitrine.",
  "product.take": "Leve com você", "product.download": "Baixar {ending}", "product.downloaded": "{ending} baixado.", "product.print": "Imprimir ou salvar como PDF", "product.restyle": "Recriar",
  "product.delete": "Apagar esta folha", "product.delete.sure": "O produto, a oferta e os arquivos vão sumir para sempre.", "product.delete.yes": "Apagar", "product.deleted": "“{title}” foi apagada.",
  "palette": "Tintas", "fact.kind": "Tipo", "fact.style": "Estilo", "fact.tags": "Arquivada em", "fact.made": "Impressa", "fact.number": "Número",

  "shop.title": "A vitrine", "shop.lead": "O que todos penduraram, o mais novo primeiro.", "shop.from": "Preço de", "shop.to": "até", "shop.filter": "Mostrar", "shop.empty": "Nada aqui por esse preço. Publique algo seu!", "shop.since": "Na vitrine desde {day}.",

  "restyle.title": "Recriar", "restyle.lead": "Traga uma foto e diga como ela deveria ficar.", "restyle.photo": "Escolha uma foto, ou solte aqui", "restyle.hint": "PNG, JPEG, WebP ou GIF, até 20 MB.", "restyle.taken": "{name} está na bancada.",
  "restyle.wish": "Como deveria ficar?", "restyle.example": "Como uma xilogravura em duas cores…", "restyle.go": "Recriar", "restyle.sending": "Enviando", "restyle.ratio": "Formato",
  "restyle.try.1": "Como uma xilogravura em duas cores", "restyle.try.2": "Como um letreiro de néon à noite", "restyle.try.3": "Como um cartaz de viagem dos anos cinquenta",
  "ratio.same": "Como está", "ratio.1:1": "1:1", "ratio.4:3": "4:3", "ratio.3:4": "3:4", "ratio.16:9": "16:9", "ratio.9:16": "9:16", "ratio.3:2": "3:2", "ratio.2:3": "2:3",
  "restyle.before": "Antes", "restyle.after": "Depois", "restyle.done": "A imagem está pronta.", "restyle.again": "Outra foto", "restyle.file": "recriada",

  "talk.title": "Pergunte à loja", "talk.lead": "Sobre suas folhas e o catálogo. Cada resposta diz suas fontes.", "talk.log": "Conversa", "talk.me": "Você", "talk.it": "A loja", "talk.question": "Sua pergunta", "talk.example": "Que cartazes com o mar há?", "talk.go": "Perguntar",
  "talk.try.1": "Que cartazes de café há?", "talk.try.2": "Qual é o cartão mais barato?", "talk.try.3": "O que eu poderia imprimir para um casamento?",
  "talk.sources": "Fontes", "talk.others": "Também foram vistas ({n})", "talk.cite": "Fonte {number}: {title}", "talk.own": "sua", "talk.catalogue": "catálogo", "talk.unsourced": "Não se achou fonte para isto.",
  "talk.earlier": "Anteriores", "talk.new": "Conversa nova", "talk.none": "Nenhuma ainda.", "talk.delete": "Apagar a conversa “{title}”", "talk.forget": "Apagar esta conversa", "talk.forget.sure": "Perguntas e respostas vão sumir para sempre.", "talk.forget.yes": "Apagar", "talk.forgotten": "A conversa foi apagada.",

  "problem.id": "Se for relatar isto, diga o pedido", "problem.unreachable": "Não dá para chegar à oficina.", "problem.unreachable.do": "Veja se há conexão e tente de novo. Nada do que você escreveu se perdeu.", "problem.page": "Esta página tropeçou. Recarregue.", "problem.other": "Não deu certo.",
  "problem.internal_error": "Algo quebrou do nosso lado. Tente de novo daqui a pouco.", "problem.gave_up": "Tentou-se várias vezes e não saiu.", "problem.unauthorized": "O usuário ou a senha não estão certos.", "problem.forbidden": "Isso não é seu para mudar.", "problem.not_found": "Não há tal coisa aqui. Talvez tenha sido apagada.",
  "problem.conflict": "Alguém está mudando isto agora mesmo. Tente de novo daqui a pouco.", "problem.payload_too_large": "Isso é grande demais.", "problem.unsupported_media_type": "Esse tipo de arquivo não serve.", "problem.validation_failed": "Algo no formulário não encaixa.", "problem.content_refused": "Essa imagem não pode ser feita. Diga com outras palavras.",
  "problem.too_many_requests": "A prensa precisa esfriar.", "problem.model_failed": "O artista não soube o que fazer com isso. Outras palavras podem ajudar.", "problem.model_unavailable": "O artista não está disponível. Tente de novo em um minuto.", "problem.model_not_accessible": "Este serviço ainda não pode usar o seu artista. O operador precisa habilitar o modelo.", "problem.model_misconfigured": "O artista está mal configurado. O operador deste serviço precisa mudar isso.", "problem.store_unavailable": "O depósito não responde. Tente de novo em um minuto.", "problem.model_timed_out": "O artista demorou demais. Tente de novo.", "problem.gateway_timeout": "Isso demorou demais. Veja se já está pronto antes de repetir.",
  "problem.password_refused": "Esta senha não é aceita.", "problem.link_expired": "O link venceu. Recarregue a página.", "problem.upload_refused": "O depósito não aceitou este arquivo.",
  "problem.restyle.type": "Só dá para recriar imagens PNG, JPEG, WebP e GIF.", "problem.restyle.size": "A imagem tem mais de 20 MB.", "problem.restyle.missing": "Escolha uma foto primeiro.",
};
