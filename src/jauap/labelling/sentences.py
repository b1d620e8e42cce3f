"""How is a finding told to a citizen? One fixed sentence per state, in three languages."""

from jauap.assistant import Trilingual
from jauap.labelling.verify import VerificationState

_SENTENCES = {
    VerificationState.EXACT: Trilingual(
        kk="Мәтін осы қызмет берген жауаппен дәл келеді.",
        ru="Текст полностью совпадает с ответом, который выдала эта служба.",
        en="The text is exactly an answer that this service gave.",
    ),
    VerificationState.EDITED: Trilingual(
        kk="Мәтін осы қызметтің жауабынан алынған, бірақ өзгертілген.",
        ru="Текст взят из ответа этой службы, но изменён.",
        en="The text comes from an answer of this service, but it was changed.",
    ),
    VerificationState.EXCERPT: Trilingual(
        kk="Мәтін осы қызмет жауабының үзіндісі болуы мүмкін.",
        ru="Текст может быть отрывком ответа этой службы.",
        en="The text may be an excerpt from an answer of this service.",
    ),
    VerificationState.OTHER_TEXT: Trilingual(
        kk="Бұл код басқа мәтінге тиесілі. Мәтінге сенбеңіз.",
        ru="Этот код принадлежит другому тексту. Не доверяйте этому тексту.",
        en="This code belongs to another text. Do not trust this text.",
    ),
    VerificationState.SOURCE_TEXT: Trilingual(
        kk="Бұл — ресми құжаттың өз мәтіні.",
        ru="Это текст самого официального документа.",
        en="This is the text of an official document itself.",
    ),
    VerificationState.NO_RECORD: Trilingual(
        kk="Жазба табылмады. Бұл мәтінді адам жазды дегенді білдірмейді.",
        ru="Запись не найдена. Это не значит, что текст написал человек.",
        en="No record found. This does not mean that a human wrote the text.",
    ),
    VerificationState.BAD_SIGNATURE: Trilingual(
        kk="Белгінің қолтаңбасы дұрыс емес. Мәтінге сенбеңіз.",
        ru="Подпись пометки неверна. Не доверяйте этому тексту.",
        en="The label's signature is wrong. Do not trust this text.",
    ),
    VerificationState.KEY_REVOKED: Trilingual(
        kk="Белгіге қол қойған кілт кері қайтарылған. Мәтінге сенбеңіз.",
        ru="Ключ, подписавший пометку, отозван. Не доверяйте этому тексту.",
        en="The key that signed the label was revoked. Do not trust this text.",
    ),
    VerificationState.WITHDRAWN: Trilingual(
        kk="Бұл жауап кері қайтарылған. Оны пайдаланбаңыз, маманға хабарласыңыз.",
        ru="Этот ответ отозван. Не пользуйтесь им, обратитесь к специалисту.",
        en="This answer was withdrawn. Do not use it; contact a specialist.",
    ),
}


def sentence(state: VerificationState) -> Trilingual:
    """Give the sentence that tells a finding; none of them says who wrote an unknown text."""
    return _SENTENCES[state]
