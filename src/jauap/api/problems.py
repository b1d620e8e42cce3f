"""What does a caller read when a request fails? One table, one shape."""

from collections.abc import Mapping
from dataclasses import replace

from jauap.api.pair_problems import PAIR_PROBLEMS
from jauap.api.problem import Problem
from jauap.api.problem import make_problem as _problem
from jauap.api.staff_problems import STAFF_PROBLEMS
from jauap.assistant import Trilingual
from jauap.errors import (
    Busy,
    EmbedderUnavailable,
    IndexUnavailable,
    JauapError,
    LabelUnavailable,
    ModelUnavailable,
    NotFound,
    StoreUnavailable,
)

__all__ = ["PROBLEMS", "Problem", "Refused", "problem_of", "problem_of_status"]

_ALL = (
    _problem(
        400,
        "unreadable_body",
        ("Сұрау денесі дұрыс JSON емес.", "UTF-8 кодтауындағы дұрыс JSON жіберіңіз."),
        ("Тело запроса не является правильным JSON.", "Отправьте правильный JSON в UTF-8."),
        ("The request body is not valid JSON.", "Send valid JSON in UTF-8."),
    ),
    _problem(
        400,
        "unsupported_parameter",
        ("Бұл параметрге қолдау көрсетілмейді.", "Параметрді сұраудан алып тастаңыз."),
        ("Этот параметр не поддерживается.", "Уберите параметр из запроса."),
        ("This parameter is not supported.", "Remove the parameter from the request."),
    ),
    _problem(
        401,
        "key_unknown",
        ("Кілт белгісіз.", "Операторға берілген кілтті пайдаланыңыз немесе кілтсіз сұраңыз."),
        ("Ключ неизвестен.", "Используйте ключ, выданный оператором, или спросите без ключа."),
        ("The key is not known.", "Use a key given by the operator, or ask without one."),
    ),
    _problem(
        404,
        "not_found",
        ("Мұндай бет, көмекші, құжат немесе код жоқ.", "Мекенжайды немесе кодты тексеріңіз."),
        ("Такой страницы, помощника, документа или кода нет.", "Проверьте адрес или код."),
        ("There is no such page, assistant, document or code.", "Check the address or the code."),
    ),
    _problem(
        405,
        "method_not_allowed",
        ("Бұл мекенжай мұндай әдісті қабылдамайды.", "Allow тақырыбындағы әдісті қолданыңыз."),
        ("Этот адрес не принимает такой метод.", "Используйте метод из заголовка Allow."),
        ("This address does not accept that method.", "Use a method named in the Allow header."),
    ),
    _problem(
        404,
        "label_unknown",
        ("Мұндай кодпен белгі табылмады.", "Кодты тексеріңіз немесе label өрісін жіберіңіз."),
        ("Метки с таким кодом нет.", "Проверьте код или отправьте поле label."),
        ("There is no label with this code.", "Check the code, or send the field `label`."),
    ),
    _problem(
        409,
        "text_differs",
        (
            "Бұл код басқа мәтінге берілген, сондықтан мәтін белгімен шығарылмайды.",
            "Жауаптың мәтінін өзгертпей, қызмет бергендей жіберіңіз.",
        ),
        (
            "Этот код выдан другому тексту, поэтому с меткой он не выгружается.",
            "Отправьте текст ответа без изменений, как его дал сервис.",
        ),
        (
            "This code belongs to another text, so it is not exported with the label.",
            "Send the answer's text unchanged, as the service gave it.",
        ),
    ),
    _problem(
        409,
        "notice_altered",
        (
            "Мәтін белгіге сай, бірақ ескертпелері өзгертілген.",
            "Жауапты ескертпелерімен бірге, қызмет бергендей жіберіңіз.",
        ),
        (
            "Текст соответствует метке, но пометки вокруг него изменены.",
            "Отправьте ответ вместе с пометками, как его дал сервис.",
        ),
        (
            "The text is the label's, but the notices around it were changed.",
            "Send the answer with its notices as the service gave it.",
        ),
    ),
    _problem(
        409,
        "label_not_genuine",
        ("Белгінің қолтаңбасы жарамсыз.", "Қызмет жауаппен бірге берген белгіні жіберіңіз."),
        ("Подпись метки недействительна.", "Отправьте метку, которую сервис дал с ответом."),
        ("The label's signature is not valid.", "Send the label the service gave with the answer."),
    ),
    _problem(
        409,
        "label_not_final",
        ("Бұл белгі мәтінді толық қамтымайды.", "Жауап аяқталғанда келген белгіні жіберіңіз."),
        ("Эта метка не охватывает весь текст.", "Отправьте метку, пришедшую в конце ответа."),
        ("This label covers no whole text.", "Send the label that closed the answer."),
    ),
    _problem(
        409,
        "label_key_revoked",
        ("Белгіге қол қойған кілт кері қайтарылған.", "Сұрақты қайта қойып, жаңа жауап алыңыз."),
        ("Ключ, которым подписана метка, отозван.", "Задайте вопрос снова и получите ответ."),
        ("The key that signed the label was revoked.", "Ask again and use the new answer."),
    ),
    _problem(
        410,
        "answer_withdrawn",
        ("Қызмет бұл жауапты кері қайтарып алды.", "Сұрақты қайта қойып, жаңа жауап алыңыз."),
        ("Сервис отозвал этот ответ.", "Задайте вопрос снова и получите новый ответ."),
        ("The service has withdrawn this answer.", "Ask again and use the new answer."),
    ),
    _problem(
        413,
        "body_too_large",
        ("Сұрау тым үлкен.", "64 КиБ-тан аспайтын сұрау жіберіңіз."),
        ("Запрос слишком велик.", "Отправьте не более 64 КиБ."),
        ("The request is too large.", "Send at most 64 KiB."),
    ),
    _problem(
        422,
        "invalid_request",
        ("Сұраудың өрісі дұрыс емес.", "field көрсеткен өрісті түзетіп, қайта жіберіңіз."),
        ("Поле запроса неверно.", "Исправьте поле, указанное в field, и отправьте снова."),
        ("A field of the request is wrong.", "Correct the field named in `field` and send again."),
    ),
    _problem(
        429,
        "rate_limited",
        ("Сұрақ тым жиі қойылды.", "Retry-After көрсеткен секундтан кейін қайталаңыз."),
        ("Слишком много запросов.", "Повторите через число секунд из Retry-After."),
        ("Too many requests.", "Repeat after the seconds given in Retry-After."),
    ),
    _problem(
        500,
        "error",
        ("Қызметте қате болды.", "Сәл кейінірек қайталаңыз немесе маманға хабарласыңыз."),
        ("В службе произошла ошибка.", "Повторите немного позже или свяжитесь со специалистом."),
        ("The service made an error.", "Try again a little later or contact a specialist."),
    ),
    _problem(
        501,
        "form_unavailable",
        (
            "Жауапты бұл түрде шығару мүмкін емес.",
            "Басқа түрін таңдаңыз: txt, md немесе html.",
        ),
        (
            "В этом виде ответ выгрузить нельзя.",
            "Выберите другой вид: txt, md или html.",
        ),
        ("The answer cannot be exported in this form.", "Choose another: txt, md or html."),
    ),
    _problem(
        503,
        "unavailable",
        ("Қызмет уақытша қолжетімсіз.", "Сәл кейінірек қайталаңыз немесе маманға хабарласыңыз."),
        ("Служба временно недоступна.", "Повторите немного позже или свяжитесь со специалистом."),
        (
            "The service is temporarily unavailable.",
            "Try again a little later or contact a specialist.",
        ),
    ),
    _problem(
        401,
        "signed_out",
        ("Жүйеге кірген жоқсыз немесе сеанс аяқталды.", "Қайта кіріңіз; жұмысыңыз сақталған."),
        ("Вы не вошли или сеанс окончен.", "Войдите снова; ваша работа сохранена."),
        ("You are not signed in, or the session is over.", "Sign in again; your work is kept."),
    ),
    _problem(
        403,
        "not_allowed",
        ("Бұл әрекет сіздің рөліңізге рұқсат етілмеген.", "Рөлді әкімшіден сұраңыз."),
        ("Вашей роли это действие не разрешено.", "Попросите роль у администратора."),
        ("Your role does not allow this.", "Ask an administrator for the role."),
    ),
    _problem(
        403,
        "form_token_wrong",
        (
            "Сұрау осы сеанстың бетінен келген жоқ.",
            "Бетті жаңартып, әрекетті қайталаңыз.",
        ),
        (
            "Запрос пришёл не со страницы этого сеанса.",
            "Обновите страницу и повторите действие.",
        ),
        (
            "The request does not come from a page of this session.",
            "Reload the page and do it again.",
        ),
    ),
    _problem(
        400,
        "key_missing",
        (
            "Idempotency-Key тақырыбы жоқ немесе жарамсыз.",
            "Әр жазуға жаңа кілт жіберіңіз: 255 таңбаға дейінгі ASCII.",
        ),
        (
            "Заголовка Idempotency-Key нет или он непригоден.",
            "Отправляйте с каждой записью новый ключ: до 255 символов ASCII.",
        ),
        (
            "The header Idempotency-Key is missing or cannot be used.",
            "Send a new key with every write: up to 255 characters of ASCII.",
        ),
    ),
    _problem(
        422,
        "key_reused",
        (
            "Бұл Idempotency-Key басқа сұрауға қолданылған.",
            "Жаңа сұрауға жаңа кілт жіберіңіз.",
        ),
        (
            "Этот Idempotency-Key уже использован с другим запросом.",
            "Для нового запроса отправьте новый ключ.",
        ),
        (
            "This Idempotency-Key was used with another request.",
            "Send a new key with a new request.",
        ),
    ),
    _problem(
        409,
        "version_conflict",
        (
            "Сіз ашқаннан кейін мұны басқа адам өзгертті.",
            "current өрісіндегі нұсқамен салыстырып, қайта жіберіңіз.",
        ),
        (
            "После того как вы это открыли, другой человек внёс изменения.",
            "Сравните с текстом в поле current и отправьте снова.",
        ),
        (
            "Somebody else changed this after you opened it.",
            "Compare with the text in `current` and send again.",
        ),
    ),
    *STAFF_PROBLEMS,
    *PAIR_PROBLEMS,
    _problem(
        409,
        "lease_lost",
        (
            "Тапсырманы енді басқа адам қарап жатыр; жазғаныңыз сақталды.",
            "Келесі тапсырманы алыңыз.",
        ),
        (
            "Этим заданием теперь занят другой человек; написанное сохранено.",
            "Возьмите следующее задание.",
        ),
        (
            "Somebody else has this task now; what you wrote is kept.",
            "Take the next task.",
        ),
    ),
    _problem(
        409,
        "item_closed",
        (
            "Бұл жауап бойынша шешім қабылданған, оны енді өзгертуге болмайды.",
            "Шешіммен келіспесеңіз, жетекшіге айтыңыз.",
        ),
        (
            "По этому ответу решение уже принято, изменить его нельзя.",
            "Если вы не согласны, обратитесь к руководителю.",
        ),
        (
            "This answer has been decided and can no longer be changed.",
            "If you disagree, tell the lead.",
        ),
    ),
)

PROBLEMS: Mapping[str, Problem] = {problem.code: problem for problem in _ALL}
"""Every problem this API can report, by code."""

_OF_STATUS: Mapping[int, Problem] = {
    400: PROBLEMS["unreadable_body"],
    401: PROBLEMS["key_unknown"],
    404: PROBLEMS["not_found"],
    405: PROBLEMS["method_not_allowed"],
    413: PROBLEMS["body_too_large"],
    422: PROBLEMS["invalid_request"],
    429: PROBLEMS["rate_limited"],
    503: PROBLEMS["unavailable"],
}

_OF_ERROR: Mapping[type[JauapError], Problem] = {
    NotFound: PROBLEMS["not_found"],
    IndexUnavailable: PROBLEMS["unavailable"],
    EmbedderUnavailable: PROBLEMS["unavailable"],
    StoreUnavailable: PROBLEMS["unavailable"],
    ModelUnavailable: PROBLEMS["unavailable"],
    LabelUnavailable: PROBLEMS["unavailable"],
    Busy: PROBLEMS["unavailable"],
}


def problem_of(error: JauapError) -> Problem:
    """Choose what to report for a domain error; an unlisted one is the service's own fault."""
    known = (_OF_ERROR[kind] for kind in type(error).__mro__ if kind in _OF_ERROR)
    return next(known, PROBLEMS["error"])


def problem_of_status(status: int) -> Problem:
    """Choose what to report for a bare HTTP status."""
    return _OF_STATUS.get(status, PROBLEMS["error"])


class Refused(Exception):
    """A request this API turns away; carries the problem to report.

    `message` replaces the table's, for a problem whose words depend on the assistant.
    """

    def __init__(
        self,
        code: str,
        *,
        field: str = "",
        message: Trilingual | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        problem = PROBLEMS[code]
        self.problem = replace(problem, message=message) if message else problem
        self.field = field
        self.headers = dict(headers or {})
        super().__init__(code)
