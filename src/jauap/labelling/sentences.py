"""How is a finding told to a citizen? One fixed sentence per state, in three languages."""

from jauap.assistant import Trilingual
from jauap.labelling.verify import VerificationState

_SENTENCES = {
    VerificationState.EXACT: Trilingual(
        kk="Мәтін осы қызмет берген жауаппен дәл келеді.",
        ru="Текст в точности совпадает с ответом, который дал этот сервис.",
        en="The text is exactly an answer this service gave.",
    ),
    VerificationState.EDITED: Trilingual(
        kk="Мәтін осы қызметтің жауабынан алынған, бірақ өзгертілген.",
        ru="Текст взят из ответа этого сервиса, но изменён.",
        en="The text comes from an answer of this service but was changed.",
    ),
    VerificationState.EXCERPT: Trilingual(
        kk="Мәтін осы қызмет жауабының үзіндісі болуы мүмкін.",
        ru="Текст может быть отрывком ответа этого сервиса.",
        en="The text may be an excerpt from an answer of this service.",
    ),
    VerificationState.OTHER_TEXT: Trilingual(
        kk="Бұл код басқа мәтінге берілген. Сіздегі мәтін сол жауап емес.",
        ru="Этот код выдан другому тексту. Ваш текст не является тем ответом.",
        en="This code belongs to another text. Your text is not that answer.",
    ),
    VerificationState.SOURCE_TEXT: Trilingual(
        kk="Бұл ресми дереккөздің мәтіні, жауап емес.",
        ru="Это текст официального источника, а не ответ сервиса.",
        en="This is the text of an official source, not an answer.",
    ),
    VerificationState.NO_RECORD: Trilingual(
        kk="Жазба табылмады. Бұл мәтінді адам жазған дегенді білдірмейді.",
        ru="Запись не найдена. Это не означает, что текст написал человек.",
        en="No record found. This does not mean that a human wrote the text.",
    ),
    VerificationState.BAD_SIGNATURE: Trilingual(
        kk="Белгінің қолтаңбасы жарамсыз: оны бұл қызмет бермеген немесе ол өзгертілген.",
        ru="Подпись метки недействительна: её выдал не этот сервис или она изменена.",
        en="The label's signature is not valid: this service did not issue it, or it was changed.",
    ),
    VerificationState.KEY_REVOKED: Trilingual(
        kk="Белгіге қол қойған кілт кері қайтарылған, сондықтан белгіге сенуге болмайды.",
        ru="Ключ, которым подписана метка, отозван, поэтому доверять ей нельзя.",
        en="The key that signed the label was revoked, so the label cannot be trusted.",
    ),
    VerificationState.WITHDRAWN: Trilingual(
        kk="Осы қызмет бұл жауапты кері қайтарып алды. Оған сүйенбеңіз.",
        ru="Сервис отозвал этот ответ. Не полагайтесь на него.",
        en="The service has withdrawn this answer. Do not rely on it.",
    ),
}


def sentence(state: VerificationState) -> Trilingual:
    """Give the sentence that tells a finding; none of them says who wrote an unknown text."""
    return _SENTENCES[state]
