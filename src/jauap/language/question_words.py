"""Which words ask or glue, and so say nothing about the topic?"""

from functools import lru_cache

from jauap.assistant import Language
from jauap.language.terms import split_words

_WORDS = {
    Language.KK: """
        не немен неге неден нені неде кім кімге кімнің кімдер қай қайсы қандай қалай қайда қайдан
        қашан қанша неше нешінші дегеніміз деген деп ма ме ба бе па пе ше және мен бен пен немесе
        үшін туралы бойынша бар жоқ болады болса бола керек маған менің сізге біз сіз осы бұл сол
        емес еді екен қылу ету деу та те да де
    """,
    Language.RU: """
        что чего чему чем как какой какая какое какие каких каким какую кто кого кому где куда
        откуда когда сколько почему зачем ли и или а но в во на по с со к ко у о об из за для от
        до при не ни это я мне мой моя мы вы он она они его её их быть есть был будет можно нужно
        надо если то так ещё уже же бы
    """,
    Language.EN: """
        what which who whom whose where when why how many much do does did is are was were be been
        am the a an of to in on at by for from with as or and if i my me we you your it its this
        that can could may must should will would have has had need not there about
    """,
}

_COURTESY = {
    Language.KK: """
        сәлем сәлеметсіз сәлеметсіздер салам ассалаумағалейкум қайырлы күн таң кеш құрметті рахмет
        өтінемін өтінем айтыңыз айтыңызшы айтып беріңіз беріңізші берсеңіз берсеңізші жіберіңіз
        жіберіңізші көмектесіңіз көмектесіңізші түсіндіріңіз түсіндіріңізші көмек көмектесу
        білгім келеді келіп білу білмеймін білсем сұрақ сұрағым сұрайын деп едім өзім ғой енді сонда
        қалады жатыр тұр жүр ала алам аламын аламыз алады болама керекпе өтініш
    """,
    Language.RU: """
        здравствуйте здравствуй привет приветствую добрый доброе день вечер утро уважаемый уважаемые
        пожалуйста спасибо благодарю подскажите скажите расскажите объясните поясните уточните
        помогите ответьте помощь помочь хочу хотим хотел хотела хотелось узнать знать понять
        интересует интересно вопрос вопросы спросить дело вот такой ситуация просто очень тоже
        сейчас теперь меня тебе тебя вам вас нам нас свой своя свои своего сам сама самому самой
        делать сделать должен должна
    """,
    Language.EN: """
        hello hi hey there please thank thanks dear good morning day evening afternoon tell know let
        wonder wondering help helping want wanted like look looking find found out get got getting
        some any something anything information info question questions ask asking answer understand
        explain more give guidance advise advice could possible happen happens interested think
        situation able just also make take sure really hear heard here come came see use way thing
        things doubt doubts detail details regarding related concerning enquire enquiring inquire
        curious so since after before then today now only very well own still else him her us
        i'm i've i'd i'll don't can't didn't won't it's what's that's there's
    """,
}

_OFFICE = {
    Language.KK: """
        алу аламын алуға алған аламыз алайын алсам жасату жасау жасауға жасатамын рәсімдеу
        рәсімдеймін рәсімдеуге рәсімделеді керек қажет беру беріледі беремін тапсыру тапсырамын ашу
        өтініш өтінім жіберу құжат құжаттар мерзім
    """,
    Language.RU: """
        получить получать получу получение получил оформить оформлять оформление оформляется нужен
        нужна нужны нужно необходимо необходимы требуется требуются взять заявление заявку сделать
        подать документ документы срок
    """,
    Language.EN: """
        get obtain receive need needed apply applying application require required make request
        issue issued document documents
    """,
}


@lru_cache(maxsize=8)
def office_word_stems(language: Language) -> frozenset[int]:
    """Give the stem terms of words that any public service is asked about with: "get", "apply"."""
    return frozenset(word.stem for word in split_words(_OFFICE[language], language))


def asking_words(language: Language) -> tuple[str, ...]:
    """Give the words that ask, glue or frame a question, each as it is spelled."""
    return tuple(dict.fromkeys(f"{_WORDS[language]} {_COURTESY[language]}".split()))


@lru_cache(maxsize=8)
def courtesy_word_stems(language: Language) -> frozenset[int]:
    """Give the stem terms of words that only frame a question: "hello, could you tell me"."""
    return frozenset(word.stem for word in split_words(_COURTESY[language], language))


@lru_cache(maxsize=8)
def question_word_stems(language: Language) -> frozenset[int]:
    """Give the stem terms of question and function words of a language."""
    return frozenset(word.stem for word in split_words(_WORDS[language], language))
