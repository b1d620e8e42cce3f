"""Which affairs of state does a question speak of: pensions, the army, taxes, schools?

A narrow assistant's documents know nothing of most of them. A question that names only such an
affair belongs to another body, however many of its other words the documents happen to hold.
Words are written "beginning|rest": any word with that beginning speaks of the affair, and the
whole word is what its documents would say.
"""

import re
from enum import StrEnum
from functools import cache, lru_cache

from jauap.assistant import Language
from jauap.language.fold import fold
from jauap.language.terms import split_words


class Affair(StrEnum):
    """A field in which a state serves its citizens."""

    PENSIONS = "pensions"
    BENEFITS = "benefits"
    ARMY = "army"
    VETERANS = "veterans"
    TAXES = "taxes"
    BUSINESS = "business"
    BANKING = "banking"
    HEALTH = "health"
    SCHOOLS = "schools"
    UNIVERSITIES = "universities"
    NURSERIES = "nurseries"
    FAMILY = "family"
    CIVIL_STATUS = "civil_status"
    IDENTITY = "identity"
    MIGRATION = "migration"
    LABOUR = "labour"
    BUILDING = "building"
    PROPERTY = "property"
    HOUSING = "housing"
    UTILITIES = "utilities"
    COURTS = "courts"
    POLICE = "police"
    DRIVING = "driving"
    TRANSPORT = "transport"
    CUSTOMS = "customs"
    FARMING = "farming"
    ANIMALS = "animals"
    NATURE = "nature"
    CULTURE = "culture"
    SPORT = "sport"
    COMMUNICATIONS = "communications"
    ELECTIONS = "elections"
    CONSUMERS = "consumers"
    WEAPONS = "weapons"
    WEATHER = "weather"


_WORDS: dict[Language, dict[Affair, str]] = {
    Language.KK: {
        Affair.PENSIONS: "зейнет|ақы зейнетк|ер пенси|я",
        Affair.BENEFITS: "жәрдемақы| мүгедек|тік атаулы| асыраушы|сынан",
        Affair.ARMY: "әскер|и арми|я шақыру| сарбаз| резерв|",
        Affair.VETERANS: "ардагер|лер соғыс|",
        Affair.TAXES: "салық| салығ|ы қосылған| деклараци|я",
        Affair.BUSINESS: "кәсіпкер|лік кәсіпорын| жшс| бизнес| банкрот|тық кәсіп|",
        Affair.BANKING: "несие| кредит| депозит| микроқарыз| валюта|",
        Affair.HEALTH: "дәрігер| емхана| аурухана| сақтандыру| медицин|алық мәмс|"
        " вакцина| дәрі| емдел|у",
        Affair.SCHOOLS: "мектеп| мектеб|і оқушы| мұғалім| сынып| аттестат|",
        Affair.UNIVERSITIES: "университет| студент| ұбт| грант| шәкіртақы| колледж| бакалавр|"
        " магистратура| жатақхана|",
        Affair.NURSERIES: "балабақша| бөбек| тәрбиеші|",
        Affair.FAMILY: "алимент| қамқоршы|лық асырап| ажырас|у",
        Affair.CIVIL_STATUS: "неке| туу| қайтыс|",
        Affair.IDENTITY: "паспорт| төлқұжат| куәлік| апостиль|",
        Affair.MIGRATION: "виза| азаматтық|қа көші-қон| ықтиярхат| мигрант| шетелдік| қандас|",
        Affair.LABOUR: "жалақы| жұмыссыз|дық жұмысшы| еңбек| демалыс| зейнеткер|",
        Affair.BUILDING: "құрылыс| сәулет| архитектура| жөндеу|",
        Affair.PROPERTY: "кепіл| нотариус| жылжымайтын| мұра| кадастр|",
        Affair.HOUSING: "баспана| ипотека| жалға| пәтер| тұрғын|",
        Affair.UTILITIES: "электр| жарық| газ| жылу| қоқыс| коммуналдық| кәріз| қалдық|",
        Affair.COURTS: "сот| адвокат| атқарушы|",
        Affair.POLICE: "полиция| қылмыс| ұрлық| ұрла|у соттыл|ық",
        Affair.DRIVING: "жүргізуші| көлік| техосмотр| автокөлік| машина|",
        Affair.TRANSPORT: "автобус| жолаушы| пойыз| ұшақ| такси| жолақы|",
        Affair.CUSTOMS: "кеден| импорт| экспорт| тауар|",
        Affair.FARMING: "субсидия| егін| тұқым| тыңайтқыш| жайылым| фермер| шаруа| суару|",
        Affair.ANIMALS: "мал| ветеринар| вакцинация| ит| иттер| сиыр| жылқы| құс| тауық|",
        Affair.NATURE: "орман| балық| аңшы|лық экология| өзен| көлде| көлден| көлге|",
        Affair.CULTURE: "мұражай| театр| кітапхана| туризм| тарихи|",
        Affair.SPORT: "спорт| жарыс| стадион| секция|",
        Affair.COMMUNICATIONS: "интернет| байланыс| эцқ| телефон| пошта| sim|",
        Affair.ELECTIONS: "сайлау| депутат| партия| референдум|",
        Affair.CONSUMERS: "тұтынушы| дүкен|",
        Affair.WEAPONS: "қару| мылтық|",
        Affair.WEATHER: "метеоролог|ия",
    },
    Language.RU: {
        Affair.PENSIONS: "пенси|я пенсион|ный накоплени|я",
        Affair.BENEFITS: "пособи|е инвалид|ность адресн|ая кормил|ец",
        Affair.ARMY: "арми|я армей|ский воен|ный военкомат| призыв| солдат|",
        Affair.VETERANS: "ветеран|",
        Affair.TAXES: "налог| ндс| деклараци|я вычет|",
        Affair.BUSINESS: "предпринимател|ь ип| тоо| бизнес| банкрот|ство самозанят|ый фирм|а",
        Affair.BANKING: "кредит| депозит| банк| микрокредит| валют|а карт|а рассрочк|а",
        Affair.HEALTH: "врач| поликлиник|а больниц|а осмс| скорая| скорую| страховк|а медицин|ский"
        " прививк|а аптек|а лекарств|о лечени|е",
        Affair.SCHOOLS: "школ|а школьник| ученик| учител|ь класс| аттестат|",
        Affair.UNIVERSITIES: "университет| вуз| студент| ент| грант| стипенди|я колледж| диплом|"
        " общежити|е магистратур|а балл|ы",
        Affair.NURSERIES: "детсад| садик| ясли| воспитател|ь",
        Affair.FAMILY: "алимент|ы опек|а опекун| усынов|ление удочер|ение развод| развест|ись",
        Affair.CIVIL_STATUS: "брак| рождени|е смерт|ь фамили|я",
        Affair.IDENTITY: "паспорт| загранпаспорт| удостоверени|е апостиль|",
        Affair.MIGRATION: "виза| визу| визы| гражданств|о внж| мигрант| миграци|я кандас|"
        " иностран|ец",
        Affair.LABOUR: "зарплат|а безработиц|а безработн|ый увольнени|е уволи|ть отпуск| трудов|ой"
        " вакансия| стаж| работодател|ь",
        Affair.BUILDING: "строительств|о постро|ить ремонт| перепланировк|а архитектур|а",
        Affair.PROPERTY: "залог| обременени|е нотариус| недвижимост|ь наследств|о кадастр|",
        Affair.HOUSING: "жиль|е ипотек|а аренд|а квартир|а жилищн|ый",
        Affair.UTILITIES: "электричеств|о свет| газ| отоплени|е мусор| коммунал|ьные канализаци|я"
        " водопровод|",
        Affair.COURTS: "суд| судебн|ый судь|я иск| адвокат| исполнител|ь",
        Affair.POLICE: "полици|я преступлени|е краж|а украл|и судимост|ь",
        Affair.DRIVING: "водител|ь автомобил|ь машин|а техосмотр| гаи|",
        Affair.TRANSPORT: "автобус| проезд| поезд| самолет| такси| метро|",
        Affair.CUSTOMS: "таможн|я растамож|ка импорт| экспорт| товар|",
        Affair.FARMING: "субсиди|я посев| семен|а удобрени|е пастбищ|е фермер| полив| урожай|"
        " трактор|",
        Affair.ANIMALS: "скот| ветеринар| коров|а овц|а лошад|ь собак|а кошк|а птиц|а",
        Affair.NATURE: "лес| рыб|а рыбалк|а охот|а экологи|я река| реки| реке| речк|а озер|о",
        Affair.CULTURE: "музе|й театр| библиотек|а туризм| турист| памятник|",
        Affair.SPORT: "спорт| соревновани|я стадион| секци|я",
        Affair.COMMUNICATIONS: "интернет| связь| эцп| мобильн|ый почт|а",
        Affair.ELECTIONS: "выборы| голосовани|е депутат| парти|я референдум|",
        Affair.CONSUMERS: "потребител|ь магазин|",
        Affair.WEAPONS: "оружи|е ружь|е",
        Affair.WEATHER: "погод|а метеоролог|ия",
    },
    Language.EN: {
        Affair.PENSIONS: "pension| retire|ment retirement| annuity|",
        Affair.BENEFITS: "disab|ility survivor| welfare| allowance|",
        Affair.ARMY: "army| militar|y conscript|ion soldier|",
        Affair.VETERANS: "veteran| servicemember|",
        Affair.TAXES: "tax| taxes| vat| deduction|",
        Affair.BUSINESS: "business| entrepreneur| company| bankrupt|cy self-employed|",
        Affair.BANKING: "bank| loan| loans| mortgage| currency| deposit|",
        Affair.HEALTH: "doctor| hospital| clinic| ambulance| medical| health| vaccin|e pharmacy|"
        " dental|",
        Affair.SCHOOLS: "school| pupil| teacher|",
        Affair.UNIVERSITIES: "universit|y college| student| scholarship| tuition|",
        Affair.NURSERIES: "nursery| kindergarten| preschool| daycare|",
        Affair.FAMILY: "alimony| custody| guardian| adoption| divorc|e",
        Affair.CIVIL_STATUS: "marriage| marry| birth| death| surname|",
        Affair.IDENTITY: "passport| identity| apostille|",
        Affair.MIGRATION: "visa| citizenship| immigra|tion alien| migrant|",
        Affair.LABOUR: "salary| wage| unemploy|ment dismiss|al vacation| employer|",
        Affair.BUILDING: "construction| renovat|ion architect|ure",
        Affair.PROPERTY: "encumbrance| notary| inherit|ance cadastr|e",
        Affair.HOUSING: "housing| rent| tenant| apartment|",
        Affair.UTILITIES: "electricity| gas| heating| garbage| sewage|",
        Affair.COURTS: "court| courts| lawsuit| lawyer| judge|",
        Affair.POLICE: "police| crime| theft| stolen|",
        Affair.DRIVING: "driver| driving| vehicle| car| motorcycle| plate|",
        Affair.TRANSPORT: "bus| railway| airplane| taxi| fare|",
        Affair.CUSTOMS: "customs| imports| importing| export|",
        Affair.FARMING: "subsid|y crop| fertili|zer pasture| farmer| irrigation|",
        Affair.ANIMALS: "livestock| veterinar|y cattle| sheep| horse| dog| poultry|",
        Affair.NATURE: "forest| fish|ing hunt|ing ecology|",
        Affair.CULTURE: "museum| theatre| library| tourism|",
        Affair.SPORT: "sport| stadium| tournament|",
        Affair.COMMUNICATIONS: "internet| postal| broadband| mobile|",
        Affair.ELECTIONS: "election| vote| voting| referendum|",
        Affair.CONSUMERS: "consumer| refund| warranty|",
        Affair.WEAPONS: "weapon| firearm| gun|",
        Affair.WEATHER: "weather| meteorolog|y",
    },
}
_SPOKEN_WITH = {Language.KK: (Language.KK, Language.RU)}
"""Kazakh questions name an affair in Russian as often as not."""
_WHOLE = 3
"""A beginning of at most so many letters speaks of an affair only as a whole word."""
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=4096)
def affairs_of(question: str, language: Language) -> tuple[Affair, ...]:
    """Give the affairs a question names, each once."""
    words = _WORD.findall(question.casefold())
    return tuple(dict.fromkeys(affair for word in words for affair in _named_by(word, language)))


@lru_cache(maxsize=16_384)
def _named_by(word: str, language: Language) -> tuple[Affair, ...]:
    beginnings, longest = _beginnings(language)
    skeleton = fold(word, is_kazakh=language is Language.KK)
    found: list[Affair] = []
    for length in range(2, min(len(skeleton), longest) + 1):
        if length > _WHOLE or length == len(skeleton):
            found += beginnings.get(skeleton[:length], ())
    return tuple(found)


@cache
def affair_stems(affair: Affair, language: Language) -> tuple[int, ...]:
    """Give the stem terms of the words that documents about an affair would hold."""
    words = split_words(_WORDS[language][affair].replace("|", ""), language)
    return tuple(dict.fromkeys(word.stem for word in words))


def affair_words(language: Language) -> tuple[str, ...]:
    """Give the words that name affairs in a language, each as it is spelled."""
    words = " ".join(_WORDS[language].values()).replace("|", "")
    return tuple(dict.fromkeys(words.split()))


@cache
def _beginnings(language: Language) -> tuple[dict[str, list[Affair]], int]:
    table: dict[str, list[Affair]] = {}
    for spoken in _SPOKEN_WITH.get(language, (language,)):
        for affair, words in _WORDS[spoken].items():
            for word in words.split():
                beginning = fold(word.partition("|")[0], is_kazakh=spoken is Language.KK)
                table.setdefault(beginning, []).append(affair)
    return table, max(map(len, table))
