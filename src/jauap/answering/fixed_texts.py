"""Which sentences never change? The built-in wordings in Kazakh, Russian and English."""

from collections.abc import Mapping

from jauap.answer import Outcome
from jauap.assistant import Language, Trilingual
from jauap.retrieval.facets import Facet

CONTACT = Trilingual(
    kk="Маманмен байланысу: {phone} ({hours}); {office}.",
    ru="Связаться со специалистом: {phone} ({hours}); {office}.",
    en="Reach a specialist: {phone} ({hours}); {office}.",
)

OPTIONS = Trilingual(
    kk="Сұрағыңызды дұрыс түсінгенімді білгім келеді. Осылардың қайсысы туралы сұрап отырсыз?",
    ru="Хочу убедиться, что понимаю вопрос. О чём из этого вы спрашиваете?",
    en="I want to be sure I understand. Which of these are you asking about?",
)

SAMPLE = Trilingual(
    kk="Назар аударыңыз: жауап үлгі құжатқа негізделген, онымен іс жүргізуге болмайды.",
    ru="Внимание: ответ основан на документе-образце, руководствоваться им нельзя.",
    en="Please note: this rests on a sample document and must not be acted upon.",
)

SIDES: Mapping[Facet, Trilingual] = {
    Facet.NEED: Trilingual(kk="Не керек", ru="Что нужно", en="What you need"),
    Facet.TERM: Trilingual(kk="Қанша уақыт", ru="Сколько времени", en="How long"),
    Facet.COST: Trilingual(kk="Қанша тұрады", ru="Сколько стоит", en="How much"),
    Facet.WHERE: Trilingual(kk="Қайда", ru="Где", en="Where"),
}

CROSSED: Mapping[Language, Trilingual] = {
    Language.KK: Trilingual(
        kk="Құжат қазақ тілінде.",
        ru="Ответ найден в документе на казахском языке.",
        en="The answer was found in a document in Kazakh.",
    ),
    Language.RU: Trilingual(
        kk="Жауап орыс тіліндегі құжаттан табылды.",
        ru="Документ на русском языке.",
        en="The answer was found in a document in Russian.",
    ),
    Language.EN: Trilingual(
        kk="Жауап ағылшын тіліндегі құжаттан табылды.",
        ru="Ответ найден в документе на английском языке.",
        en="The document is in English.",
    ),
}

BY_OUTCOME: Mapping[Outcome, Trilingual] = {
    Outcome.ASKED_BACK: OPTIONS,
    Outcome.REFUSED_OUT_OF_SCOPE: Trilingual(
        kk="Бұл сұрақ менің тақырыбыма кірмейді. Мен мына мәселелер бойынша көмектесемін: {scope}.",
        ru="Этот вопрос не по моей теме. Я помогаю вот с чем: {scope}.",
        en="This question is outside my subject. I help with this: {scope}.",
    ),
    Outcome.REFUSED_NO_SOURCE: Trilingual(
        kk="Құжаттарымнан бұл сұраққа жауап таппадым, ал құжатсыз жауап бермеймін.",
        ru="В моих документах нет ответа на этот вопрос, а без документа я не отвечаю.",
        en="My documents hold no answer to this question, and I do not answer without a document.",
    ),
    Outcome.REFUSED_UNSURE: Trilingual(
        kk="Құжаттардан дәл жауап таба алмадым, сондықтан болжап айтпаймын. "
        "Сұрақты басқаша қойып көріңіз немесе маманнан сұраңыз.",
        ru="Точного ответа в документах я не нашёл и гадать не буду. "
        "Попробуйте спросить иначе или обратитесь к специалисту.",
        en="I did not find an exact answer in the documents and will not guess. "
        "Try other words or ask a specialist.",
    ),
    Outcome.REFUSED_PERSONAL: Trilingual(
        kk="Мен жеке деректерді, өтініштердің барысын көре алмаймын, сол үшін бұл сұраққа "
        "жауап бере алмаймын. Оны маман тексереді.",
        ru="Я не вижу личных данных и хода заявлений, поэтому ответить на это не могу. "
        "Проверить может специалист.",
        en="I cannot see personal data or the progress of applications, so I cannot answer this. "
        "A specialist can check it.",
    ),
    Outcome.REFUSED_DECISION: Trilingual(
        kk="Мен шешім қабылдамаймын: оны тек уәкілетті лауазымды адам қабылдайды. "
        "Тәртібі мен қажетті құжаттарын сұрасаңыз, айтып беремін.",
        ru="Я не принимаю решений: их принимает только уполномоченное должностное лицо. "
        "Могу рассказать о порядке и нужных документах.",
        en="I take no decisions: only an authorised official does. "
        "I can tell you about the procedure and the documents you need.",
    ),
    Outcome.GUARDED_INJECTION: Trilingual(
        kk="Мен өз жұмыс тәртібімді өзгертпеймін және тек құжаттар бойынша жауап беремін. "
        "Қызмет туралы сұрағыңызды жазыңыз.",
        ru="Я не меняю правил своей работы и отвечаю только по документам. "
        "Напишите, что вы хотите узнать об услугах.",
        en="I do not change how I work and answer only from documents. "
        "Please write what you would like to know about the services.",
    ),
    Outcome.GUARDED_UNSAFE: Trilingual(
        kk="Бұған көмектесе алмаймын: ол адамға зиян келтіруі немесе заңды бұзуы мүмкін.",
        ru="С этим я помочь не могу: это может навредить людям или нарушить закон.",
        en="I cannot help with this: it may hurt people or break the law.",
    ),
    Outcome.SIGNPOSTED_CRISIS: Trilingual(
        kk="Сізге қазір қиын болса, адаммен сөйлесіңіз. Өмірге қауіп төнсе, 112 нөміріне "
        "қоңырау шалыңыз. 111 — отбасы, әйелдер мен балалар құқықтары бойынша тәулік бойы "
        "жұмыс істейтін тегін байланыс орталығы, онда психолог те көмектеседі.",
        ru="Если вам сейчас тяжело, поговорите с человеком. При угрозе жизни звоните 112. "
        "111 — бесплатный круглосуточный контакт-центр по вопросам семьи, женщин и прав детей, "
        "там поможет и психолог.",
        en="If things are hard for you now, please talk to a person. If life is in danger call "
        "112. 111 is the free contact centre for family, women and children's rights, open "
        "around the clock; psychologists help there too.",
    ),
    Outcome.FAILED_MODEL: Trilingual(
        kk="Техникалық ақауға байланысты жауап дайындай алмадым. Біраздан соң қайталап көріңіз.",
        ru="Из-за технической неполадки я не смог подготовить ответ. Попробуйте немного позже.",
        en="A technical fault kept me from preparing an answer. Please try again a little later.",
    ),
    Outcome.FAILED_STORE: Trilingual(
        kk="Құжаттар қоймасы қазір қолжетімсіз. Біраздан соң қайталап көріңіз.",
        ru="Хранилище документов сейчас недоступно. Попробуйте немного позже.",
        en="The document store is out of reach at the moment. Please try again a little later.",
    ),
    Outcome.SWITCHED_OFF: Trilingual(
        kk="Көмекші уақытша өшірулі.",
        ru="Помощник временно отключён.",
        en="The assistant is switched off for the time being.",
    ),
}

BY_REASON: Mapping[str, Trilingual] = {
    "empty": Trilingual(
        kk="Сұрақ көрінбейді. Сұрағыңызды сөзбен жазып жіберіңізші.",
        ru="Я не вижу вопроса. Напишите его, пожалуйста, словами.",
        en="I see no question. Please write it in words.",
    ),
    "too_long": Trilingual(
        kk="Сұрақ тым ұзын. {limit} таңбадан аспайтындай етіп қысқартыңызшы.",
        ru="Вопрос слишком длинный. Сократите его, пожалуйста, до {limit} знаков.",
        en="The question is too long. Please shorten it to {limit} characters.",
    ),
    "greeting": Trilingual(
        kk="Сәлеметсіз бе! Мен — «{assistant}», жасанды интеллект жүйесімін. "
        "Менен мынаны сұрауға болады: {scope}.",
        ru="Здравствуйте! Я — «{assistant}», система искусственного интеллекта. "
        "Меня можно спросить: {scope}.",
        en='Hello! I am "{assistant}", an artificial intelligence system. '
        "You can ask me about this: {scope}.",
    ),
    "thanks": Trilingual(
        kk="Оқасы жоқ! Тағы сұрағыңыз болса, жаза беріңіз.",
        ru="Пожалуйста! Если появятся ещё вопросы, пишите.",
        en="You are welcome! If you have more questions, please write.",
    ),
    "about_assistant": Trilingual(
        kk="Мен адам емеспін: «{assistant}» атты жасанды интеллект жүйесімін, иесі — {owner}. "
        "Тек құжаттар бойынша жауап беремін, шешімді адам қабылдайды. Тақырыптарым: {topics}.",
        ru="Я не человек: я система искусственного интеллекта «{assistant}», владелец — {owner}. "
        "Отвечаю только по документам, решения принимает человек. Мои темы: {topics}.",
        en='I am not a person: I am "{assistant}", an artificial intelligence system owned by '
        "{owner}. I answer only from documents; people take the decisions. My topics: {topics}.",
    ),
    "chit_chat": Trilingual(
        kk="Жылы сөзіңізге рақмет! Мен мына мәселелер бойынша көмектесемін: {scope}.",
        ru="Приятно поговорить! Я помогаю вот с чем: {scope}.",
        en="Nice to talk to you! I help with this: {scope}.",
    ),
    "human_requested": Trilingual(
        kk="Әрине, маманмен сөйлесуге болады.",
        ru="Конечно, вы можете поговорить со специалистом.",
        en="Of course, you can talk to a specialist.",
    ),
    "which_language": Trilingual(
        kk="Қай тілде жауап берейін? Сұрағыңызды қазақша жазып жіберіңізші.",
        ru="На каком языке вам ответить? Напишите, пожалуйста, вопрос по-русски.",
        en="Which language shall I answer in? Please write your question in English.",
    ),
    "other_person": Trilingual(
        kk="Басқа адамның жеке деректерін айтпаймын: олар заңмен қорғалған.",
        ru="Личные данные других людей я не сообщаю: их защищает закон.",
        en="I do not give out other people's personal data: the law protects them.",
    ),
}
