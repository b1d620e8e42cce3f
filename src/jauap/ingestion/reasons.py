"""Why was a document not read, or read with a remark? Every code in words a clerk understands."""

from jauap.assistant import Trilingual
from jauap.ingestion.parse.refusal import Fault

_TEXTS: dict[str, tuple[str, str, str]] = {
    "not_declared": (
        "Файл sources.yaml ішінде көрсетілмеген; сол жерге қосыңыз немесе жойыңыз.",
        "Файл не указан в sources.yaml; добавьте его туда или удалите.",
        "The file is not declared in sources.yaml; add it there or remove it.",
    ),
    "missing": (
        "sources.yaml ішінде көрсетілген файл табылмады; файлды салыңыз немесе жолын түзетіңіз.",
        "Файл из sources.yaml не найден; положите файл или исправьте путь.",
        "The file named in sources.yaml is not there; put it there or correct the path.",
    ),
    "outside": (
        "Жол қалтадан тыс жерді көрсетеді; файлды documents/ ішіне көшіріңіз.",
        "Путь ведет за пределы папки; скопируйте файл в documents/.",
        "The path leads out of the folder; copy the file into documents/.",
    ),
    "duplicate": (
        "Дәл осындай мәтін осы тілде басқа құжатта бар; біреуін қалдырыңыз.",
        "Точно такой же текст на этом языке уже есть в другом документе; оставьте один.",
        "Another document in this language has exactly this text; keep one of them.",
    ),
    "expired": (
        "Құжаттың қолданылу мерзімі өтті; жаңа редакциясын салыңыз.",
        "Срок действия документа истек; положите новую редакцию.",
        "The document is no longer valid; put the new version there.",
    ),
    "language_not_spoken": (
        "Көмекші бұл тілде жауап бермейді; тілді assistant.yaml ішіне қосыңыз.",
        "Ассистент не отвечает на этом языке; добавьте язык в assistant.yaml.",
        "The assistant does not answer in this language; add it to assistant.yaml.",
    ),
    "needs_permission": (
        "Бөгде автордың мәтіні; жауапты адам рұқсаттың нөмірі мен күнін permission жолына жазсын.",
        "Текст стороннего автора; ответственный должен записать номер и дату разрешения в "
        "permission.",
        "A third party's text; the responsible person has to write the permission's number and "
        "date under permission.",
    ),
    "opted_out": (
        "Автор мәтінін ЖИ жүйелерінде пайдалануға тыйым салған; жазбаша рұқсат алыңыз.",
        "Автор запретил использовать текст в системах ИИ; получите письменное разрешение.",
        "The author has opted out of use by AI systems; obtain a written permission.",
    ),
    "ai_labelled": (
        "Мәтінде ЖИ белгісі бар; ЖИ жауабы дереккөз бола алмайды.",
        "Текст помечен как созданный ИИ; ответ ИИ не может быть источником.",
        "The text is marked as made by AI; an AI answer cannot become a source.",
    ),
    "licence_terms": (
        "Автор шарттарын машинаға түсінікті түрде жариялаған; жауапты адам оларды оқып, рұқсатты "
        "permission жолына жазсын.",
        "Автор опубликовал условия в машиночитаемом виде; ответственный должен прочитать их и "
        "записать разрешение в permission.",
        "The author has published terms for machines; the responsible person has to read them and "
        "write the permission under permission.",
    ),
    "signed_text": (
        "Мәтінге C2PA қолтаңбасы тігілген; жауапты адам оны тексеріп, permission жолын толтырсын.",
        "В текст вшита подпись C2PA; ответственный должен проверить ее и заполнить permission.",
        "A C2PA signature is sewn into the text; the responsible person has to check it and fill "
        "in permission.",
    ),
    "allowed_by_author": (
        "Автор мәтінін ЖИ жүйелерінде пайдалануға машинаға түсінікті түрде рұқсат еткен.",
        "Автор машиночитаемо разрешил использовать текст в системах ИИ.",
        "The author allows use by AI systems in a machine-readable way.",
    ),
    "address_forbidden": (
        "Бұл мекенжайдан құжат алуға болмайды: тек https, ашық желі, 443 порт.",
        "С этого адреса документ получать нельзя: только https, открытая сеть, порт 443.",
        "No document may be fetched from this address: only https, public networks, port 443.",
    ),
    "host_failed": (
        "Сайттан құжат алынбады және бұрынғы көшірмесі жоқ; мекенжайды тексеріп, қайталаңыз.",
        "Сайт не отдал документ, прежней копии нет; проверьте адрес и повторите.",
        "The site gave no document and there is no earlier copy; check the address and try again.",
    ),
    "kept_copy": (
        "Сайт жауап бермеді; бұрын алынған соңғы көшірме пайдаланылды.",
        "Сайт не ответил; использована последняя полученная ранее копия.",
        "The site did not answer; the last copy fetched before was used.",
    ),
    "recheck_failed": (
        "Мекенжайдағы автор тыйымы тексерілмеді: сайт жауап бермеді.",
        "Запрет автора по адресу не проверен: сайт не ответил.",
        "The author's opt-out at the address was not checked: the site did not answer.",
    ),
    "cited_by_answers": (
        "Бұл құжатқа сүйенген жауаптар бар; оларды кері қайтару үшін --withdraw қосыңыз.",
        "Есть ответы, которые опираются на этот документ; чтобы отозвать их, добавьте --withdraw.",
        "There are answers that rest on this document; add --withdraw to take them back.",
    ),
    "answers_withdrawn": (
        "Осы құжатқа сүйенген жауаптар кері қайтарылды.",
        "Ответы, которые опирались на этот документ, отозваны.",
        "The answers that rested on this document were taken back.",
    ),
    "author_to_notify": (
        "Бөгде автордың мәтіні пайдаланылуда; авторға хабарлаңыз.",
        "Используется текст стороннего автора; уведомите автора.",
        "A third party's text is in use; notify its author.",
    ),
    "author_unknown": (
        "Бөгде мәтіннің авторы көрсетілмеген; sources.yaml ішінде author мен contact толтырыңыз.",
        "Автор стороннего текста не указан; заполните author и contact в sources.yaml.",
        "The author of a third party's text is not named; fill in author and contact in "
        "sources.yaml.",
    ),
    "act_overdue": (
        "Осы айдың салыстыру актісіне қол қойылмаған; жауапты басшы acts.yaml ішінде қол қойсын.",
        "Акт сверки за этот месяц не подписан; ответственный руководитель подписывает его в "
        "acts.yaml.",
        "This month's reconciliation act is not signed; the responsible head signs it in "
        "acts.yaml.",
    ),
    Fault.EXECUTABLE: (
        "Бұл құжат емес, бағдарлама.",
        "Это программа, а не документ.",
        "This is a program, not a document.",
    ),
    Fault.MACROS: (
        "Құжатта макростар бар; макроссыз сақтаңыз (.docx, .xlsx, .pptx).",
        "В документе есть макросы; сохраните без них (.docx, .xlsx, .pptx).",
        "The document holds macros; save it without them (.docx, .xlsx, .pptx).",
    ),
    Fault.POLYGLOT: (
        "Бір файлда екі пішім жасырылған; құжатты қайта сақтаңыз.",
        "В одном файле скрыты два формата; сохраните документ заново.",
        "Two formats hide in one file; save the document anew.",
    ),
    Fault.UNKNOWN_TYPE: (
        "Пішімі белгісіз; PDF, DOCX, XLSX, PPTX, CSV, HTML, MD немесе TXT ретінде сақтаңыз.",
        "Формат неизвестен; сохраните как PDF, DOCX, XLSX, PPTX, CSV, HTML, MD или TXT.",
        "The format is not known; save it as PDF, DOCX, XLSX, PPTX, CSV, HTML, MD or TXT.",
    ),
    Fault.OLD_OFFICE: (
        "Ескі пішім (.doc, .xls, .ppt, .rtf); DOCX, XLSX немесе PPTX ретінде сақтаңыз.",
        "Старый формат (.doc, .xls, .ppt, .rtf); сохраните как DOCX, XLSX или PPTX.",
        "An old format (.doc, .xls, .ppt, .rtf); save it as DOCX, XLSX or PPTX.",
    ),
    Fault.PASSWORD: (
        "Файл құпиясөзбен қорғалған; құпиясөзсіз сақтаңыз.",
        "Файл защищен паролем; сохраните без пароля.",
        "The file is protected by a password; save it without one.",
    ),
    Fault.DAMAGED: (
        "Файл бүлінген немесе толық емес; түпнұсқадан қайта көшіріңіз.",
        "Файл поврежден или неполон; скопируйте его заново с оригинала.",
        "The file is damaged or incomplete; copy it again from the original.",
    ),
    Fault.BOMB: (
        "Файл ашылғанда шамадан тыс үлкейеді; оны тексеріп, қайта сақтаңыз.",
        "При распаковке файл непомерно велик; проверьте его и сохраните заново.",
        "The file unpacks to an enormous size; check it and save it anew.",
    ),
    Fault.TOO_LARGE: (
        "Файл тым үлкен (шегі 50 МБ); оны бөліңіз.",
        "Файл слишком велик (предел 50 МБ); разделите его.",
        "The file is too large (limit 50 MB); split it.",
    ),
    Fault.TOO_LONG: (
        "Мәтін тым ұзын; құжатты бөліңіз.",
        "Текст слишком длинный; разделите документ.",
        "The text is too long; split the document.",
    ),
    Fault.MEMORY: (
        "Оқуға жад жетпеді; құжатты бөліңіз немесе суреттерін азайтыңыз.",
        "Для чтения не хватило памяти; разделите документ или уменьшите рисунки.",
        "Reading it took too much memory; split the document or shrink its pictures.",
    ),
    Fault.TIME: (
        "Оқу тым ұзаққа созылды; құжатты бөліңіз немесе қайта сақтаңыз.",
        "Чтение заняло слишком много времени; разделите документ или сохраните заново.",
        "Reading it took too long; split the document or save it anew.",
    ),
    Fault.CRASHED: (
        "Файл оқу бағдарламасын істен шығарды; басқа пішімде сақтаңыз.",
        "Файл вывел программу чтения из строя; сохраните в другом формате.",
        "The file broke the reading program; save it in another format.",
    ),
    Fault.NO_TEXT_LAYER: (
        "PDF ішінде мәтін жоқ, тек сурет; мәтінді PDF салыңыз немесе тануды қосыңыз: "
        "pip install 'jauap[ocr]' және tesseract (kaz, rus, eng).",
        "В PDF нет текста, только изображения; положите PDF с текстом или включите распознавание: "
        "pip install 'jauap[ocr]' и tesseract (kaz, rus, eng).",
        "The PDF has no text layer, only pictures; put a PDF with text there or turn recognition "
        "on: pip install 'jauap[ocr]' and tesseract (kaz, rus, eng).",
    ),
    Fault.EMPTY: (
        "Файлда мәтін жоқ.",
        "В файле нет текста.",
        "The file holds no text.",
    ),
    Fault.ENCODING: (
        "Мәтіннің кодтауы танылмады; UTF-8 ретінде сақтаңыз.",
        "Кодировка текста не распознана; сохраните как UTF-8.",
        "The text's encoding is not recognised; save it as UTF-8.",
    ),
    Fault.UNREACHABLE: (
        "Файлды ашуға болмады; рұқсаттарын тексеріңіз.",
        "Файл не удалось открыть; проверьте права доступа.",
        "The file could not be opened; check its permissions.",
    ),
    "hidden_text": (
        "Көзге көрінбейтін мәтін табылып, алынып тасталды; түпнұсқаны тексеріңіз.",
        "Найден и удален невидимый текст; проверьте оригинал.",
        "Text that nobody can see was found and removed; check the original.",
    ),
    "hidden_sheet": (
        "Жасырын парақтар оқылмады.",
        "Скрытые листы не прочитаны.",
        "Hidden sheets were not read.",
    ),
    "hidden_slide": (
        "Жасырын слайдтар оқылмады.",
        "Скрытые слайды не прочитаны.",
        "Hidden slides were not read.",
    ),
    "formula_without_value": (
        "Кейбір формулалардың нәтижесі сақталмаған; кітапты Excel-де ашып, сақтаңыз.",
        "У части формул не сохранен результат; откройте книгу в Excel и сохраните.",
        "Some formulas have no saved result; open the workbook in Excel and save it.",
    ),
    "named_otherwise": (
        "Файлдың кеңейтімі мазмұнына сай емес; атын түзетіңіз.",
        "Расширение файла не соответствует содержимому; исправьте имя.",
        "The file's extension does not fit its content; correct the name.",
    ),
    "ocr": (
        "Мәтін суреттен танылды; сандар мен атауларды түпнұсқамен салыстырыңыз.",
        "Текст распознан с изображения; сверьте числа и названия с оригиналом.",
        "The text was recognised from pictures; compare numbers and names with the original.",
    ),
    "cp1251": (
        "Мәтін ескі кодтауда (windows-1251); UTF-8 ретінде сақтаңыз.",
        "Текст в старой кодировке (windows-1251); сохраните как UTF-8.",
        "The text is in an old encoding (windows-1251); save it as UTF-8.",
    ),
    "kz1048": (
        "Мәтін ескі кодтауда (KZ-1048); UTF-8 ретінде сақтаңыз.",
        "Текст в старой кодировке (KZ-1048); сохраните как UTF-8.",
        "The text is in an old encoding (KZ-1048); save it as UTF-8.",
    ),
    "other_language": (
        "Мәтін көрсетілген тілде емес сияқты; sources.yaml файлын тексеріңіз.",
        "Похоже, текст не на указанном языке; проверьте sources.yaml.",
        "The text does not look like the declared language; check sources.yaml.",
    ),
    "permitted": (
        "Автордың тыйымы бар, бірақ жазбаша рұқсат бойынша оқылды.",
        "Автор возражает, но документ прочитан по письменному разрешению.",
        "The author has opted out, but the document was read on a written permission.",
    ),
    "quote_not_found": (
        "Жұптың дәйексөзі дереккөзде табылмады: дереккөз өзгерген; сарапшы жұпты қайта қарасын.",
        "Цитата пары не найдена в источнике: источник изменился; эксперт должен проверить пару.",
        "The pair's quote is not in its source: the source has changed; an expert has to review "
        "the pair.",
    ),
    "source_not_indexed": (
        "Жұп сүйенетін дереккөз индексте жоқ.",
        "Источник, на который опирается пара, не в индексе.",
        "The source the pair rests on is not in the index.",
    ),
    "drift": (
        "Индекс өзгертілген немесе бөлігі жоғалған; толық қалпына келтірілді.",
        "Индекс был изменен или частично утрачен; он восстановлен полностью.",
        "The index had been changed or had lost points; it was restored in full.",
    ),
    "nothing_to_read": (
        "Бірде-бір құжат оқылмады; бұрынғы индекс сақталды.",
        "Ни один документ не прочитан; прежний индекс сохранен.",
        "Not one document could be read; the earlier index was kept.",
    ),
    "signed_by_other": (
        "Актіге sources.yaml ішіндегі жауапты басшы емес, басқа адам қол қойған.",
        "Акт подписан не тем руководителем, который указан в sources.yaml.",
        "The act was signed by someone other than the responsible head in sources.yaml.",
    ),
}

OBJECTIONS = frozenset(
    {"opted_out", "ai_labelled", "needs_permission", "licence_terms", "signed_text"}
)
"""Reasons for which a text may not be used at all; answers that cited it may have to go too."""

REMOVING = OBJECTIONS | {"expired"}
"""Reasons for which a text that was indexed before has to go."""


def explain(code: str) -> Trilingual:
    """Give a code's sentence in the three languages.

    Raises:
        KeyError: no such code; every code a module uses stands here.
    """
    kk, ru, en = _TEXTS[code]
    return Trilingual(kk=kk, ru=ru, en=en)


def codes() -> frozenset[str]:
    """Give every code that has a sentence."""
    return frozenset(str(code) for code in _TEXTS)
