r"""Which wordings try to steer the assistant or ask it for harm?

Patterns are searched in the `likeness` of a text: lower case, Kazakh letters on the Russian
keyboard (қ -> к, і -> и). They look for an order given to the assistant; a citizen who asks
about instructions, rules or passwords must pass.
"""

GAP = r"\W+(?:\w+\W+){0,5}?"

INJECTION_EN = (
    rf"\b(?:ignore|disregard|forget|override|bypass|discard|neglect){GAP}"
    r"(?:all|any|every|previous|prior|above|earlier|preceding|your|system|these|those|initial)\W+"
    r"(?:\w+\W+){0,3}?(?:instruction|prompt|guideline|directive|constraint|restriction|guardrail"
    r"|rule|context|programming|training|limitation)",
    r"\b(?:ignore|forget|disregard) (?:all|everything|what)(?: \w+){0,3} (?:above|before|said"
    r"|told)",
    r"\b(?:ignore|disregard|forget) your (?:sources|documents)|\binvent (?:a|an|some|new) "
    r"(?:law|rule|source|fact)s?\b",
    r"\bsystem.?prompt",
    r"\b(?:reveal|print|repeat|output|dump|leak|expose|recite)\b.{0,40}\b(?:your|system|hidden"
    r"|initial|original|secret|internal|developer)\W+(?:\w+\W+)?(?:prompt|instruction|message|rule"
    r"|guideline|configuration|directive)",
    r"\b(?:show|tell|give|what (?:is|are|were))\b.{0,30}\b(?:hidden|initial|original|secret"
    r"|developer)\W+(?:\w+\W+)?(?:prompt|instruction|message|rule|directive)",
    r"\byou are (?:now|no longer)\W+(?:a|an|the|in|my|dan|free|not|acting|bound|restricted"
    r"|unrestricted|evil|going to)\b",
    r"(?:^|[.!?:;\"(]\s*|\bfrom now on,? )(?:please )?(?:now )?(?:act|behave|respond|roleplay"
    r"|role-play|pretend|speak)\W+(?:as|like|to be|that you|you)\b",
    r"\b(?:dan|developer|debug|god|admin|unrestricted|jailbreak|maintenance)[ -]mode\b|\bjailbreak",
    r"\bfrom now on,? (?:you|answer|respond|reply|always|only|ignore)\b",
    r"\bnew (?:instructions?|system rules?)\s*:",
    r"\b(?:end|begin|start) of (?:the )?(?:system|prompt|instructions|context)\b",
    r"\b(?:without|remove|omit|drop|hide|skip|strip|add|show|include|put)\W+(?:\w+\W+){0,2}?(?:ai"
    r"|artificial intelligence|ai-generated|machine)\W+(?:label|notice|disclaimer|mark|watermark)",
    r"\b(?:repeat|print|output|copy|echo)\b.{0,30}\b(?:everything|text|words|all|content|messages?)"
    r"\b.{0,20}\b(?:above|before this|preceding|verbatim|word for word)",
    r"\b(?:respond|reply|answer|say|output|print|write)\W+(?:\w+\W+){0,2}?(?:only|exactly|just)?\W*"
    r"(?:with )?[\"'«“][^\"'»”]{2,60}[\"'»”]\s*(?:and nothing|[.!]|$)|\baccess granted\b",
    r"\bi am your (?:developer|creator|admin|administrator|owner|boss)\b",
    r"\b(?:dump|export|print|output|copy)\b.{0,30}\b(?:entire|whole|full|all)\b.{0,20}"
    r"\b(?:database|knowledge base|your (?:documents|sources)|index|context)\b",
    r"\b(?:send|post|forward|upload)\b.{0,60}\b(?:conversation|history|prompt|answers?)\b.{0,40}"
    r"(?:https?://|\[|@)",
    r"\b(?:nus[qk]au|erej?zh?e)\w*\W+(?:\w+\W+){0,2}?(?:umyt|umit|eleme|eskerme)",
)

INJECTION_RU = (
    r"(?:игнорируй|забудь|не учитывай|не следуй|отбрось|пренебреги|нарушь|обойди|не соблюдай|отмени"
    rf"|сбрось|не обращай внимания на)(?:те)?{GAP}(?:инструкци|правил|указани|промп?т|установк"
    r"|настройк|контекст)",
    rf"(?:игнорируй|забудь|не учитывай|обойди)(?:те)?{GAP}ограничени",
    r"забудь(?:те)? (?:обо? |про )?вс[ея]\b",
    r"системн\w* (?:промп?т|инструкц|подсказк|установк)|\bпромп?т(?:а|ы|у|ом|ов)?\b",
    r"(?:покажи|выведи|напечатай|распечатай|повтори|раскрой|перескажи|процитируй|скопируй|назови"
    rf"|выдай|переведи|опиши|расскажи)(?:те)?{GAP}(?:сво\w+|скрыт\w+|секретн\w+|начальн\w+"
    r"|исходн\w+)\W+(?:\w+\W+)?(?:инструкц|правил|указани|установк|настройк|конфигурац)",
    r"\bты\W+(?:теперь|больше не|отныне|с этого момента)\b",
    r"\bвы\W+(?:отныне|больше не)\W+(?:ассистент|помощник|бот|связан|\w+ правил)",
    r"(?:представь|вообрази|сделай вид|предположи)(?:те)?\W+(?:что\W+)?(?:ты|вы|будто|как будто)\b"
    r"|\b(?:притворись|прикинься)",
    r"\b(?:действуй|веди себя|отвечай|говори)\W+как (?!можно|положено|обычно)",
    r"(?:сыграй|играй|исполни|войди)\W+(?:в )?роль|режим\w* (?:разработчик|отладк|бога"
    r"|администратор"
    r"|dan\b|без ограничен)",
    r"\b(?:с этого момента|отныне|впредь)\W+(?:ты|отвечай|пиши|говори|всегда|игнорируй)\b",
    r"(?:отвечай|ответь|говори)(?:те)? без (?:ограничений|цензуры|правил|фильтров|источник"
    r"|пометк|метк|маркировк)",
    r"\bне (?:ставь|добавляй|пиши|показывай|указывай|выводи|упоминай)(?:те)?\b.{0,40}\b(?:ии|ai"
    r"|искусственн\w+|нейросет\w+)\b",
    r"\b(?:убери|удали|сними|скрой|отключи)(?:те)?\W+(?:\w+\W+){0,3}?(?:метк|пометк|маркировк"
    r"|предупрежден)\w*\W+(?:\w+\W+){0,3}?(?:ии|ai|искусственн|нейросет)",
    r"повтори(?:те)?\W+(?:\w+\W+){0,4}?(?:выше|дословно|слово в слово)",
    r"\b(?:весь|все)\W+(?:текст|сообщени|содержим)\w*\W+(?:\w+\W+){0,2}?(?:выше|до этого)",
    r"\b(?:выведи|скопируй|выгрузи|перепиши|покажи|слей|распечатай)(?:те)?\b.{0,30}\b(?:баз\w* "
    r"(?:знани|данн|текст|документ)|контекст|индекс|сво\w+ баз)\w*",
    r"\b(?:ответь|напиши|скажи|выведи|повтори|отвечай)\W+(?:\w+\W+){0,2}?[\"'«“][^\"'»”]{2,60}"
    r"[\"'»”]",
    r"\b(?:новая инструкция|новые (?:инструкции|указания))\s*:",
    r"\b(?:я|это) (?:твой|ваш) (?:разработчик|создатель|администратор|хозяин|админ|начальник)",
)

INJECTION_KK = (
    rf"(?:нускау|ереже|буйры[кг]|шектеу|тапсырма|контекст)\w*{GAP}(?:умыт|елеме|ескерме|тындама"
    r"|ман берме|жокка шыгар|сактама|орындама)(?:ыныз|низ|ныз|шы|ши|ындар)?\b",
    rf"\b(?:елеме|ескерме|тындама|умыт)(?:ыныз|низ|низ|шы|ши)?\b{GAP}(?:нускау|ереже|буйры[кг]"
    r"|шектеу)",
    r"(?:ереже|нускау|шектеу)\w*\W+(?:елемей|ескермей|сактамай|умытып)\W+(?:\w+\W+){0,2}?(?:жауап"
    r"|айт|корсет|шыгар|жаз|бер)",
    r"(?:барин|барлыгын|айтылганды)\W+(?:\w+\W+)?умыт(?:ыныз|шы)?\b",
    r"жуйелик\W+(?:промп?т|нускау|буйры[кг])|\bпромп?т\w*",
    r"(?:озинни?н|сенин|купия|жасырын|бастапкы)\W+(?:\w+\W+)?(?:нускау|ереже"
    r"|баптау)\w*\W+(?:\w+\W+)"
    r"{0,3}?(?:корсет|айт|шыгар|жаз|кайтала|аш|бер)",
    r"\bсен\W+(?:енди|бугиннен бастап|осы саттен|будан былай)\b"
    r"|\b(?:енди|будан былай|(?:осы саттен|бугиннен) бастап)\W+сен\b",
    r"\bсен\W+(?:\w+\W+){0,2}?емессин\b.{0,40}сен\b",
    r"(?:рол[ии]н|рол[ии]нде)\W+(?:ойна|бол|сойле)|озин(?:из)?ди\W+(?:\w+\W+){0,4}?(?:деп (?:есепте"
    r"|елестет|ойла)|ретинде|сиякты)",
    r"(?:сиякты|ретинде)\W+(?:болып\W+)?(?:жауап бер|сойле|арекет ет)(?:иниз|ши)?\b",
    r"(?:талдаушы|азирлеуши|админ\w*|шектеусиз)\W+режим",
    r"\b(?:шектеусиз|дереккозсиз|белгисиз|ескертусиз)\W+жауап\W+бер(?:иниз|ши)?\b",
    r"\b(?:жи|жасанды интеллект\w*|ai)\W+(?:\w+\W+){0,3}?(?:белги|танба|ескерт|хабарлама)\w*\W+"
    r"(?:\w+\W+){0,2}?(?:алып таста|койма|жазба|коспа|корсетпе|жасыр|ошир)",
    r"жогарыдагы\w*\W+(?:\w+\W+){0,4}?(?:созбе.соз|кайтала|кошир|басып шыгар)",
    r"(?:база|контекст|дереккор)\w*\W+(?:\w+\W+){0,4}?(?:барин|толык|тугел|барлыгын)\W+(?:\w+\W+)"
    r"{0,3}?(?:кошир|шыгар|корсет|жаз)",
    r"[\"'«“][^\"'»”]{2,60}[\"'»”]\W+деп\W+(?:\w+\W+)?(?:жауап бер|жаз|айт|кайтала)(?:шы|ши|иниз"
    r"|ыныз)?\s*(?:[.!,]|$)",
    r"\bмен\W+сенин\W+(?:жасаушын|азирлеушин|админин|иен|кожайын|администратор)",
    r"\bжана\W+(?:нускау|буйры[кг])\w*\s*:",
)

INJECTION_MARKUP = (
    r"<\|?/?(?:im_start|im_end|system|endoftext|assistant|instructions?|prompt|passage|context)"
    r"\b[^>]{0,40}>|\[/?inst\]|<</?sys>>|#{2,} ?(?:system|instruction)",
    r"(?:^|[.!?] )(?:system|assistant|developer) ?:",
    r"!\[[^\]]{0,200}\] ?[(\[]|\]\( ?(?:https?:)?//|javascript:|<(?:img|script|iframe|svg|a)\b",
    r"\bbase64\b|\brot13\b",
)

UNSAFE = (
    r"\bhow (?:to|do i|can i) (?:make|build|construct|cook) (?:a |an )?(?:\w+ )?(?:bomb|explosive"
    r"|poison|meth|silencer|weapon)",
    r"\bhow (?:to|do i|can i) (?:forge|fake|counterfeit)\b|\bhow (?:to|do i|can i) hack\b",
    r"\b(?:buy|get) (?:a )?fake (?:diploma|passport|licence|license|certificate)",
    r"\bhow (?:to|do i|can i) (?:bribe|launder)|\bhow (?:to|do i|can i) (?:kill|poison) (?:a "
    r"|my |the "
    r")?(?:person|man|woman|husband|wife|neighbou?r|child|boss)",
    r"как (?:мне |можно |лучше )?(?:сделать|изготовить|собрать|смастерить) (?:\w+ )?(?:бомб"
    r"|взрывчат"
    r"|взрывн|самопал|глушител|наркот|яд\b)",
    r"как (?:мне |можно |лучше )?(?:подделать|взломать|отмыть деньги|дать взятку|подкупить)",
    r"\bкупить (?:\w+ )?(?:поддельн|фальшив|наркот)|\bподдела(?:й|йте|ть) мне\b",
    r"как (?:мне |можно |лучше )?(?:убить|отравить|избить) (?:\w+ )?(?:человека|мужа|жену|соседа"
    r"|соседку|начальника|ребенка|людей)",
    r"\bбомба\w*\W+калай\W+жаса|\bкалай\W+(?:\w+\W+){0,2}?(?:бомба|жарылгыш|есиртки)\w*\W+жаса",
    r"калай\W+(?:\w+\W+){0,2}?(?:колдан жаса|бузып кир|пара бер)|(?:жалган|колдан)\W+(?:\w+\W+)?"
    r"(?:кужат|аныктама|диплом|куалик)\w*\W+(?:калай жаса|жасап бер|сатып ал)",
    r"(?:адам|куйеуим|айелим|коршим)\w*\W+(?:\w+\W+)?калай\W+(?:олтир|уландыр)",
)
