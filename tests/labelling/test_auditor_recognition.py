"""Is an answer recognised when it was changed, and nobody else's text taken for one?

Tests 12, 16, 18, 20 to 23, 26, 27, 32 and 34 of the auditor's list, on the real register.
"""

import random
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text as sql

from jauap.answer import Answer
from jauap.assistant import Assistant, Language
from jauap.labelling.fingerprint import fingerprints
from jauap.labelling.known import KnownSet, KnownTexts, SourcePlace, Stretch
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.labelling.sign import Signer
from jauap.labelling.verify import Verification, VerificationState, verify
from jauap.storage.answers import AnswerRecords
from jauap.storage.fingerprints import Fingerprints
from jauap.storage.records import record_of
from jauap.storage.retention import erase_records
from jauap.storage.store import Store, open_store
from jauap.testing.samples import sample_signer

EXACT = VerificationState.EXACT
EDITED = VerificationState.EDITED
EXCERPT = VerificationState.EXCERPT
OTHER = VerificationState.OTHER_TEXT
NOTHING = VerificationState.NO_RECORD
SECRET = b"0123456789abcdef0123456789abcdef"

ANSWERS = {
    Language.KK: "Жайылымды пайдалану жоспарын ауылдық округтің әкімі жыл сайын желтоқсанның "
    "ортасына дейін дайындайды [1]. Оған мал иелерінің өтініштері мен ветеринар дәрігердің "
    "қорытындысы қоса беріледі. Жоспарсыз жайылымға 45 бастан артық мал шығаруға болмайды, ал "
    "бұзған жағдайда ескерту жасалады. Құжатты порталдан тегін алуға болады [2].",
    Language.RU: "План управления пастбищами аким сельского округа готовит каждый год до середины "
    "декабря [1]. К нему прилагают заявления владельцев скота и заключение ветеринарного врача. "
    "Без плана нельзя выпускать больше 45 голов скота, а за нарушение сначала выносят "
    "предупреждение. Сам документ можно получить на портале бесплатно [2].",
    Language.EN: "The head of the rural district prepares the pasture plan every year before the "
    "middle of December [1]. Applications of livestock owners and the opinion of a veterinarian "
    "are attached to it. Without a plan no more than 45 animals may be let out, and a first "
    "breach brings a warning only. The document itself is free of charge on the portal [2].",
}
LETTERS = {
    Language.KK: "Құрметті әріптестер! Кешегі жиналыста айтылған мәселелер бойынша жазып отырмын. "
    "Көктемгі егіске дайындық туралы есепті жұма күніне дейін жіберулеріңізді сұраймын. ",
    Language.RU: "Уважаемые коллеги! Пишу по вопросам, которые мы обсуждали вчера на совещании. "
    "Прошу до пятницы прислать отчёты о подготовке к весенним полевым работам. ",
    Language.EN: "Dear colleagues! I am writing about the matters we talked about yesterday. "
    "Please send your reports on the preparation for the spring field work by Friday. ",
}
SCAMS = {
    Language.KK: "Субсидия алу үшін бүгін 5000 теңгені мына шотқа аударыңыз, әйтпесе кезектен "
    "шығасыз.",
    Language.RU: "Чтобы получить субсидию, сегодня же переведите 5000 тенге на этот счёт, иначе "
    "вас снимут с очереди.",
    Language.EN: "To get the subsidy transfer 5000 tenge to this account today or you will lose "
    "your place in the queue.",
}
ACT = (
    "1. Жер учаскесі шаруа қожалығына 49 жылға дейінгі мерзімге уақытша өтеулі жер пайдалану "
    "құқығымен беріледі.",
    "2. Өтініш берушінің ауыл шаруашылығы саласында біліктілігі болуға тиіс, ал конкурс "
    "қорытындысы он жұмыс күні ішінде жарияланады.",
)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A register with fingerprints, and everything a text is checked against."""

    store: Store
    records: AnswerRecords
    similar: Fingerprints
    known: KnownTexts
    signer: Signer
    labeller: Labeller
    assistant: Assistant
    answer: Answer

    def say(self, body: str, language: Language = Language.KK) -> LabelledAnswer:
        said = replace(self.answer, text=body, language=language, composed_by="model:m")
        made = self.labeller.label(said, assistant=self.assistant)
        self.records.save(record_of(made), body=made.answer.text)
        return made

    def check(self, text: str, label: str | None = None, code: str | None = None) -> Verification:
        return verify(
            text,
            label,
            code=code,
            find=self.records,
            jwks=self.signer.jwks(),
            similar=self.similar,
            find_source=self.find_source,
        )

    def find_source(self, text: str) -> SourcePlace | None:
        whole = "".join("".join(ACT).split())
        if len(text) < 30 or "".join(text.split()) not in whole:
            return None
        return SourcePlace(
            assistant_id="agriculture",
            document_id="land.kk",
            start=0,
            title="Жер кодексі",
            language=Language.KK,
        )


@pytest.fixture
def desk(tmp_path: Path, moment: datetime, assistant: Assistant, answer: Answer) -> Iterator[Desk]:
    # A signer of its own: these tests move its clock, which no signer lets go back.
    signer = sample_signer()
    known = KnownTexts()
    stretches = [
        Stretch(text=text, document_id="land.kk", start=1000 * number)
        for number, text in enumerate(ACT)
    ]
    known.put("agriculture", KnownSet(stretches))
    with open_store(f"sqlite:///{tmp_path / 'register.db'}") as store:
        similar = Fingerprints(store, SECRET, known)
        yield Desk(
            store=store,
            records=AnswerRecords(store, similar),
            similar=similar,
            known=known,
            signer=signer,
            labeller=Labeller(signer, "https://ai.example.gov.kz", "0.1.0", lambda: moment),
            assistant=assistant,
            answer=answer,
        )


def _typos(text: str) -> str:
    draw = random.Random(7)
    words = text.split(" ")
    for place in range(3, len(words), 20):
        word = words[place]
        at = draw.randrange(len(word))
        words[place] = word[:at] + "ъ" + word[at + 1 :]
    return " ".join(words)


def _alike(text: str) -> str:
    latin = text.translate(str.maketrans("аеорсу", "aeopcy"))
    return latin.translate(str.maketrans("Mk", "Мк")) if latin == text else latin


Change = Callable[[str, Language], str]

RETOUCHED: dict[str, tuple[Change, VerificationState, float]] = {
    "quotes_and_dashes": (lambda text, _: f"«{text}» — ", EXACT, 1.0),
    "one_number": (lambda text, _: text.replace("45", "90"), EDITED, 0.80),
    "typos_in_5_percent_of_words": (lambda text, _: _typos(text), EDITED, 0.60),
    "latin_look_alikes": (lambda text, _: _alike(text), EDITED, 0.85),
    "first_half": (lambda text, _: text[: len(text) // 2], EXCERPT, 1.0),
    "last_170": (lambda text, _: text[-170:], EXCERPT, 1.0),
    "quote_of_70": (lambda text, _: text[100:170], EXCERPT, 0.6),
    "inside_a_letter": (lambda text, lang: LETTERS[lang] + text + " " + LETTERS[lang], EDITED, 0.3),
    "shouted": (lambda text, _: text.upper(), EDITED, 0.95),
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", RETOUCHED)
def test_16_an_answer_without_its_notice_is_recognised_after(
    desk: Desk, language: Language, name: str
) -> None:
    """Auditor 16: rows of table 3.2 that hash and code cannot answer."""
    made = desk.say(ANSWERS[language], language)
    change, state, least = RETOUCHED[name]
    if name == "quotes_and_dashes":
        state, least = EDITED, 0.85
    finding = desk.check(change(made.answer.text, language))
    assert (finding.state, finding.code) == (state, made.code)
    assert finding.similarity is not None
    assert finding.similarity >= least
    assert finding.claims == made.claims


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("one_number", EDITED),
        ("latin_look_alikes", EDITED),
        ("typos_in_5_percent_of_words", EDITED),
        ("first_half", EXCERPT),
        ("inside_a_letter", EDITED),
    ],
)
def test_16_a_changed_text_that_kept_its_label_is_said_to_be_changed(
    desk: Desk, language: Language, name: str, state: VerificationState
) -> None:
    """Auditor 16: one number edited, label kept -> edited, by notice and by label alike."""
    made = desk.say(ANSWERS[language], language)
    changed = RETOUCHED[name][0](made.answer.text, language)
    for text, label in (
        (f"{made.notice_first}\n\n{changed}\n\n{made.notice_last}", None),
        (changed, made.jws),
    ):
        finding = desk.check(text, label)
        assert (finding.state, finding.code, finding.reason) == (state, made.code, "hash_differs")
    assert desk.check(changed, code=made.code).state is state


@pytest.mark.parametrize(
    ("language", "state"),
    [(Language.KK, NOTHING), (Language.RU, EXACT), (Language.EN, EXACT)],
)
def test_16_a_letter_set_that_lacks_kazakh_loses_kazakh_only(
    desk: Desk, language: Language, state: VerificationState
) -> None:
    """Auditor 16: cp1251 keeps Russian and English; Kazakh letters become question marks."""
    made = desk.say(ANSWERS[language], language)
    legacy = made.answer.text.encode("cp1251", "replace").decode("cp1251")
    assert desk.check(legacy).state is state


@pytest.mark.parametrize("language", Language)
def test_16_a_message_cut_at_4096_keeps_its_first_line_and_is_an_excerpt(
    desk: Desk, language: Language
) -> None:
    """Auditor 16: cut to Telegram's 4096; the verify line is gone."""
    draw = random.Random(11)
    words = ANSWERS[language].split()
    body = "\n\n".join(" ".join(draw.sample(words, len(words))) for _ in range(20))
    made = desk.say(body, language)
    finding = desk.check(made.text[:4096])
    assert (finding.state, finding.code) == (EXCERPT, made.code)


@pytest.mark.parametrize("language", Language)
def test_12_a_label_glued_on_a_scam_belongs_to_another_text(desk: Desk, language: Language) -> None:
    """Auditor 12."""
    made = desk.say(ANSWERS[language], language)
    scam = SCAMS[language]
    for text, label, code in (
        (f"{made.notice_first}\n\n{scam}\n\n{made.notice_last}", None, None),
        (f"{scam} {made.verify_url}", None, None),
        (scam, made.jws, None),
        (scam, None, made.code),
    ):
        finding = desk.check(text, label, code)
        assert (finding.state, finding.code) == (OTHER, made.code)
        assert finding.similarity is None


@pytest.mark.parametrize("language", Language)
def test_12_a_label_of_one_answer_on_another_answer_belongs_to_another_text(
    desk: Desk, language: Language
) -> None:
    """Auditor 12: both texts are ours, and still the label is not this text's."""
    first = desk.say(ANSWERS[language], language)
    second = desk.say(LETTERS[language] * 2, language)
    assert desk.check(second.answer.text, first.jws).state is OTHER
    swapped = f"{second.answer.text}\n\n{first.notice_last}"
    assert (desk.check(swapped).state, desk.check(swapped).code) == (OTHER, first.code)


def test_12_a_label_of_a_quoting_answer_is_told_from_a_scam_by_what_it_cites(desk: Desk) -> None:
    """Auditor 12: an extract is nearly all source; edited it is edited, a scam is a scam."""
    cited = replace(
        desk.answer.citations[0], document_id="land.kk", start=0, quote=ACT[0], digest="ab" * 32
    )
    said = replace(desk.answer, text=f"{ACT[0]} [1]", citations=(cited,))
    made = desk.labeller.label(said, assistant=desk.assistant)
    desk.records.save(record_of(made), body=made.answer.text)
    changed = made.answer.text.replace("49", "99")
    assert desk.check(changed, made.jws).state is EDITED
    assert desk.check(SCAMS[Language.KK], made.jws).state is OTHER
    assert desk.check(changed).state is NOTHING


@pytest.mark.parametrize("language", Language)
def test_16_unrelated_texts_have_no_record(desk: Desk, language: Language) -> None:
    """Auditor 16: the last row of the table."""
    desk.say(ANSWERS[language], language)
    for text in (LETTERS[language], SCAMS[language], LETTERS[language] + SCAMS[language]):
        finding = desk.check(text)
        assert (finding.state, finding.claims, finding.code) == (NOTHING, None, None)


def test_18_kazakh_typed_with_russian_letters_is_found(desk: Desk) -> None:
    """Auditor 18."""
    made = desk.say(ANSWERS[Language.KK])
    typed = made.answer.text.translate(str.maketrans("әіңғүұқөһІҚҰ", "аингуукохИКУ"))
    assert typed != made.answer.text
    finding = desk.check(typed)
    assert (finding.state, finding.code, finding.similarity) == (EDITED, made.code, 1.0)
    half = desk.check(typed[: len(typed) // 2])
    assert (half.state, half.code) == (EXCERPT, made.code)


def test_18_kazakh_in_the_latin_script_of_2021_is_not_found(desk: Desk) -> None:
    """Auditor 18: expected, and said on the page."""
    desk.say(ANSWERS[Language.KK])
    letters = "абвгдеёжзийклмнопрстуфхцчшщыэюяәіңғүұқөһъь"
    latin = "a b v g d e io j z i i k l m n o p r s t u f h c ch sh sh y e iu ia ä ı ñ ğ ü ū q ö h"
    table = dict(zip(letters, [*latin.split(), "", ""], strict=True))
    text = "".join(table.get(one, one) for one in ANSWERS[Language.KK].lower())
    assert desk.check(text).state is NOTHING


def test_20_sentences_people_share_with_an_answer_are_no_match(desk: Desk) -> None:
    """Auditor 20: one common sentence in a longer text of one's own accuses nobody."""
    made = desk.say(ANSWERS[Language.RU], Language.RU)
    common = made.answer.text.split(". ")[3]
    own = " ".join([LETTERS[Language.RU], SCAMS[Language.RU], LETTERS[Language.RU].upper()] * 2)
    assert desk.check(f"{own} {common[:60]}. {own}").state is NOTHING


@pytest.mark.parametrize(
    "text",
    [
        ACT[0],
        ACT[1],
        " ".join(ACT),
        "\r\n".join(ACT[0].split(" ")),
        ACT[0][:60],
        ACT[1][30:],
        f"{ACT[0][40:]}\n\n{ACT[1][:50]}",
    ],
    ids=["first", "second", "both", "one_word_a_line", "start", "end", "across"],
)
def test_21_a_source_is_called_a_source_even_when_an_answer_is_made_of_it(
    desk: Desk, text: str
) -> None:
    """Auditor 21: parts of a passage, other spaces, and an extract of it on the register."""
    desk.say(f"{ACT[0]} [1]\n\n{ACT[1]} [2]")
    desk.say(ACT[0])
    desk.say(ACT[1])
    finding = desk.check(text)
    assert (finding.state, finding.claims) == (VerificationState.SOURCE_TEXT, None)
    assert finding.source is not None
    assert finding.source.document_id == "land.kk"


def test_21_a_changed_source_is_neither_source_nor_answer(desk: Desk) -> None:
    """Auditor 21: a forged law is not called official, and its quoter not accused."""
    desk.say(f"{ACT[0]} [1]\n\nМұны есте сақтаңыз.\n\n{ACT[1]} [2]")
    for text in (ACT[0].replace("49", "99"), ACT[0].replace("беріледі", "берілмейді")):
        assert desk.check(text).state is NOTHING


def test_21_quotations_around_which_a_person_writes_are_not_accused(desk: Desk) -> None:
    """Auditor 21: the same two quotations stand in an answer and in a person's letter."""
    desk.say(f"Қожалыққа жер былай беріледі. {ACT[0]} [1] Ал шарты мынау. {ACT[1]} [2]")
    letter = f"{LETTERS[Language.KK]} Заңда: {ACT[0]} Сондай-ақ: {ACT[1]}"
    assert desk.check(letter).state is NOTHING


def test_22_no_field_of_a_finding_says_who_wrote_a_text(desk: Desk) -> None:
    """Auditor 22."""
    desk.say(ANSWERS[Language.KK])
    finding = desk.check(LETTERS[Language.KK])
    said = {name for name, value in vars(finding).items() if value not in (None, "")}
    assert said == {"state"}
    states = " ".join(state.value for state in VerificationState)
    assert not re.search(r"human|\bai\b|machine|person", states)


def test_23_greetings_and_fixed_sentences_of_an_answer_match_nothing(desk: Desk) -> None:
    """Auditor 23: what every answer says is nobody's."""
    fixed = (
        "Сәлеметсіз бе! Мен — ауыл шаруашылығы көмекшісімін, сұрағыңызды жаза беріңіз. "
        "Назар аударыңыз: жауап үлгі құжатқа негізделген, онымен іс жүргізуге болмайды."
    )
    desk.known.put("fixed", KnownSet([Stretch(text=fixed)]))
    desk.say(f"{ANSWERS[Language.KK]}\n\n{fixed}")
    assert desk.check(fixed).state is NOTHING
    assert desk.similar.of(fixed) == ()
    assert desk.similar.match(fixed) == ()


def test_26_a_guess_at_somebodys_number_learns_nothing(desk: Desk) -> None:
    """Auditor 26: right and wrong guesses at an IIN in an answer look alike."""
    private = ANSWERS[Language.RU].replace("портале", "портале по ИИН {iin} через оператора")
    made = desk.say(private.format(iin="900101300123"), Language.RU)
    right, wrong = (desk.check(private.format(iin=iin)) for iin in ("900101300123", "910202400456"))
    assert right == wrong
    assert (right.state, right.code) == (EDITED, made.code)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ИИН 900101300123", "ИИН 910202400456"),
        ("карта 4111 1111 1111 1111", "карта 5555 5555 5555 4444"),
        ("почта a.serik@mail.kz", "почта oksana.k@inbox.ru"),
        ("Ахметов Асан Болатұлы", "Сейтқали Дана Маратқызы"),
        ("А.Б. Ахметов", "Д.М. Сейтқали"),
        ("Иванова Анна Петровна", "Ким Олег Сергеевич"),
    ],
    ids=["iin", "card", "mail", "kazakh_name", "initials", "russian_name"],
)
def test_26_what_names_a_person_leaves_no_fingerprint(first: str, second: str) -> None:
    """Auditor 26."""
    text = "По вашему обращению решение принято, {} получит уведомление в течение трёх дней."
    one, other = (fingerprints(text.format(who), SECRET) for who in (first, second))
    assert one == other
    assert len(one) >= 5


def test_27_a_stolen_database_without_the_key_answers_no_dictionary(desk: Desk) -> None:
    """Auditor 27: every answer and source is tried on the stolen table with a guessed key."""
    for language in Language:
        desk.say(ANSWERS[language], language)
    with desk.store.read() as connection:
        stolen = {int(h) for (h,) in connection.execute(sql("SELECT h FROM fingerprints"))}
    assert len(stolen) >= 80
    dictionary = [*ANSWERS.values(), *ACT, *LETTERS.values()]
    for key in (b"", b"jauap", b"0" * 32):
        assert not any(fingerprints(text, key) & stolen for text in dictionary)
    assert fingerprints(ANSWERS[Language.KK], SECRET) <= stolen
    assert Fingerprints(desk.store, b"another").match(ANSWERS[Language.KK]) == ()


def test_27_the_table_holds_no_words(desk: Desk) -> None:
    """Auditor 27: nothing in the tables of fingerprints can be read."""
    desk.say(ANSWERS[Language.RU], Language.RU)
    with desk.store.read() as connection:
        (row,) = connection.execute(sql("SELECT * FROM fingerprinted")).mappings()
    readable = " ".join(str(value) for name, value in row.items() if name != "hashes")
    assert not re.search("[а-яё]", readable)
    assert b"\xd0" * 2 not in row["hashes"]


@pytest.mark.timeout(300)
def test_32_a_lookup_among_100_000_texts_stays_below_50_ms(desk: Desk) -> None:
    """Auditor 32: 100 000 texts of 32 fingerprints each; the time is the processor's."""
    draw = np.random.default_rng(0)
    # A quarter of the fingerprints is common to many texts, as stock phrases are.
    common = draw.integers(-(2**62), 2**62, 16_000)
    hashes = draw.integers(-(2**62), 2**62, (100_000, 32))
    hashes[:, :8] = common[draw.integers(0, len(common), (100_000, 8))]
    numbers = np.repeat(np.arange(1, 100_001), 32)
    order = np.argsort(hashes.ravel(), kind="stable")
    rows = zip(hashes.ravel()[order].tolist(), numbers[order].tolist(), strict=True)
    texts = (
        (number, f"hash {number}", f"{number:012d}", "2026-11-22 09:30:00.000000", b"")
        for number in range(1, 100_001)
    )
    with desk.store.write() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.executemany("INSERT OR IGNORE INTO fingerprints (h, text) VALUES (?, ?)", rows)
        raw.executemany("INSERT INTO fingerprinted VALUES (?, ?, ?, ?, ?)", texts)
    made = desk.say(ANSWERS[Language.RU], Language.RU)
    times = []
    for start in range(100):
        quote = made.answer.text[start : start + 200]
        begun = time.thread_time()
        found = desk.similar.match(quote)
        times.append(time.thread_time() - begun)
        assert found[0].code == made.code
    assert sorted(times)[98] < 0.050


def test_10_a_recognised_text_is_vouched_for_by_its_label_only(desk: Desk) -> None:
    """Auditor 10 and 11: a half is found by its words, then its record's signature decides."""
    made = desk.say(ANSWERS[Language.EN], Language.EN)
    half = made.answer.text[:150]
    jwks = {"keys": [{**key, "status": "revoked"} for key in desk.signer.jwks()["keys"]]}
    revoked = verify(half, find=desk.records, jwks=jwks, similar=desk.similar)
    assert (revoked.state, revoked.claims) == (VerificationState.KEY_REVOKED, None)
    with desk.store.write() as connection:
        forged = made.jws[:-8] + "AAAAAAAA"
        connection.execute(sql("UPDATE answers SET jws = :jws"), {"jws": forged})
    finding = desk.check(half)
    assert (finding.state, finding.claims) == (VerificationState.BAD_SIGNATURE, None)


def test_34_what_was_kept_long_enough_is_gone_and_nothing_else(
    desk: Desk, moment: datetime
) -> None:
    """Auditor 34: after the deletion verify says no-record, and the chain goes on."""
    old = desk.say(ANSWERS[Language.KK])
    later = replace(desk, labeller=_at(desk, moment + timedelta(days=700)))
    young = later.say(ANSWERS[Language.RU], Language.RU)
    half = old.answer.text[: len(old.answer.text) // 2]
    assert desk.check(old.text).state is EXACT
    assert desk.check(half).state is EXCERPT
    erased = erase_records(desk.store, moment + timedelta(days=1), at=moment + timedelta(days=1096))
    assert (erased.records, erased.texts) == (1, 1)
    for text in (old.text, old.answer.text, half, half.upper()):
        assert desk.check(text).state is NOTHING
    assert desk.check(young.text).state is EXACT
    assert desk.check(young.answer.text[:150]).state is EXCERPT
    assert (desk.records.check_chain().checked, desk.records.check_chain().is_whole) == (1, True)
    with desk.store.read() as connection:
        left = connection.execute(sql("SELECT count(*) FROM fingerprints")).scalar()
    assert left == len(desk.similar.of(young.answer.text))


def test_34_a_text_said_again_lives_as_long_as_its_last_record(
    desk: Desk, moment: datetime
) -> None:
    """Auditor 34: the answer that many get keeps its fingerprints for the youngest of them."""
    first = desk.say(ANSWERS[Language.EN], Language.EN)
    later = replace(desk, labeller=_at(desk, moment + timedelta(days=700)))
    again = later.say(ANSWERS[Language.EN], Language.EN)
    erase_records(desk.store, moment + timedelta(days=1), at=moment + timedelta(days=1096))
    assert desk.records.find(first.code) is None
    finding = desk.check(first.answer.text[:150])
    assert (finding.state, finding.code) == (EXCERPT, again.code)


def test_34_a_withdrawn_answer_stays_withdrawn_for_whoever_kept_its_label(
    desk: Desk, moment: datetime
) -> None:
    """Auditor 34: deletion does not bring a wrong answer back to life."""
    made = desk.say(ANSWERS[Language.KK])
    desk.records.withdraw(made.code, "заң өзгерді", "бөлім басшысы", moment)
    erase_records(desk.store, moment + timedelta(days=1), at=moment + timedelta(days=1096))
    assert desk.check(made.answer.text, made.jws).state is VerificationState.WITHDRAWN
    assert desk.check(made.answer.text).state is NOTHING


def test_33_changed_and_cut_texts_of_a_withdrawn_answer_say_so_too(
    desk: Desk, moment: datetime
) -> None:
    """Auditor 33: whoever holds half of it must learn of it."""
    made = desk.say(ANSWERS[Language.KK])
    desk.records.withdraw(made.code, "заң өзгерді", "бөлім басшысы", moment)
    half = desk.check(made.answer.text[:150])
    changed = desk.check(made.answer.text.replace("45", "90"), made.jws)
    assert (half.state, half.reason) == (VerificationState.WITHDRAWN, "excerpt")
    assert (changed.state, changed.reason) == (VerificationState.WITHDRAWN, "edited")


def _at(desk: Desk, moment: datetime) -> Labeller:
    return Labeller(desk.signer, "https://ai.example.gov.kz", "0.1.0", lambda: moment)
