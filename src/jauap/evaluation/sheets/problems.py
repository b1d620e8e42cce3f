"""What is wrong with which row? Said in Kazakh, Russian or English."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from jauap.assistant import Language, Trilingual


class Fault(StrEnum):
    """What can be wrong with a sheet."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    NO_HEADER = "no_header"
    NO_ROWS = "no_rows"
    MISSING_COLUMN = "missing_column"
    UNKNOWN_COLUMN = "unknown_column"
    COLUMN_TWICE = "column_twice"
    MERGED = "merged"
    EXTRA_CELLS = "extra_cells"
    FORMULA = "formula"
    ERROR_VALUE = "error_value"
    LOST_LETTERS = "lost_letters"
    WRONG_ENCODING = "wrong_encoding"
    ID_TWICE = "id_twice"
    MISSING_VALUE = "missing_value"
    BAD_VALUE = "bad_value"
    MUST_BE_EMPTY = "must_be_empty"
    INCONSISTENT = "inconsistent"
    NEEDS_TRUTH = "needs_truth"
    NOT_YOURS = "not_yours"
    RETIRED = "retired"
    LEAK = "leak"
    KNOWN = "known"
    QUESTION_TWICE = "question_twice"
    QUESTION_TAKEN = "question_taken"
    QUOTE_NOT_FOUND = "quote_not_found"
    PERSONAL_DATA = "personal_data"
    DAY_PASSED = "day_passed"
    CHANGED_MEANWHILE = "changed_meanwhile"
    OLD_ENCODING = "old_encoding"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One fault of one cell, row or file."""

    fault: Fault
    row: int = 0
    """1-based, as the spreadsheet counts; 0 is the whole file."""
    column: str = ""
    detail: str = ""
    """The value, the allowed values, or the other row; at most 120 characters are shown."""

    def message(self, language: Language) -> str:
        """Say where something is wrong, what it is and what to do."""
        place = _PLACES[language].format(row=self.row) if self.row else ""
        where = ", ".join(part for part in (place, self.column) if part)
        told = self.told(language)
        return f"{where}: {told}" if where else told

    def told(self, language: Language) -> str:
        """Say what is wrong and what to do, without the place."""
        what = _TEXTS[self.fault].in_language(language)
        detail = self.detail if len(self.detail) <= 120 else f"{self.detail[:117]}..."
        return f"{what} ({detail})" if detail else what


_PLACES = {Language.KK: "{row}-жол", Language.RU: "строка {row}", Language.EN: "row {row}"}


def _say(kk: str, ru: str, en: str) -> Trilingual:
    return Trilingual(kk=kk, ru=ru, en=en)


_TEXTS: Mapping[Fault, Trilingual] = {
    Fault.UNREADABLE: _say(
        "файл оқылмайды; XLSX немесе UTF-8 CSV түрінде сақтаңыз",
        "файл не читается; сохраните как XLSX или CSV в UTF-8",
        "the file cannot be read; save it as XLSX or as CSV in UTF-8",
    ),
    Fault.TOO_LARGE: _say(
        "файл тым үлкен; бірнеше файлға бөліңіз",
        "файл слишком велик; разделите его на несколько",
        "the file is too large; split it into several",
    ),
    Fault.NO_HEADER: _say(
        "бірінші жолда баған атаулары жоқ",
        "в первой строке нет названий столбцов",
        "the first row has no column names",
    ),
    Fault.NO_ROWS: _say(
        "бағандардың астында бірде-бір жол жоқ",
        "под названиями столбцов нет ни одной строки",
        "there is no row below the headings",
    ),
    Fault.MISSING_COLUMN: _say(
        "бұл баған жетіспейді; үлгіні қайта жүктеп алыңыз",
        "не хватает этого столбца; выгрузите образец заново",
        "this column is missing; export a fresh sheet",
    ),
    Fault.UNKNOWN_COLUMN: _say(
        "мұндай баған жоқ; атауын түзетіңіз немесе бағанды өшіріңіз",
        "такого столбца нет; исправьте название или удалите столбец",
        "there is no such column; correct its name or delete it",
    ),
    Fault.COLUMN_TWICE: _say(
        "баған екі рет кездеседі; біреуін өшіріңіз",
        "столбец встречается дважды; удалите один",
        "the column is there twice; delete one",
    ),
    Fault.MERGED: _say(
        "ұяшықтар біріктірілген; бөліп, әрқайсысын толтырыңыз",
        "ячейки объединены; разъедините и заполните каждую",
        "cells are merged; split them and fill each",
    ),
    Fault.EXTRA_CELLS: _say(
        "жолда бағаннан көп ұяшық бар; тырнақша мен бөлгішті тексеріңіз",
        "в строке больше ячеек, чем столбцов; проверьте кавычки и разделитель",
        "the row has more cells than columns; check quotes and separator",
    ),
    Fault.FORMULA: _say(
        "ұяшықта формула тұр; мәтінін жазыңыз",
        "в ячейке формула; впишите текст",
        "the cell holds a formula; write the text",
    ),
    Fault.ERROR_VALUE: _say(
        "ұяшықта қате мәні тұр; мәтінін жазыңыз",
        "в ячейке значение ошибки; впишите текст",
        "the cell holds an error value; write the text",
    ),
    Fault.LOST_LETTERS: _say(
        "сақтағанда қазақ әріптері «?» болып жоғалған; XLSX немесе UTF-8 қолданыңыз",
        "при сохранении казахские буквы стали «?»; используйте XLSX или UTF-8",
        "Kazakh letters became ? when the file was saved; use XLSX or UTF-8",
    ),
    Fault.WRONG_ENCODING: _say(
        "мәтін бұзылған: файл басқа кодтауда ашылған; бастапқысын XLSX түрінде сақтаңыз",
        "текст искажён: файл открывали в другой кодировке; сохраните исходный как XLSX",
        "the text is garbled by a wrong encoding; save the original as XLSX",
    ),
    Fault.ID_TWICE: _say(
        "бұл id жоғарыда бар; әр жолдың өз id-і болуы керек",
        "такой id уже есть выше; у каждой строки свой id",
        "this id is used above; each row has its own id",
    ),
    Fault.MISSING_VALUE: _say("мәні жазылмаған", "значение не заполнено", "the value is missing"),
    Fault.BAD_VALUE: _say(
        "мұндай мән болмайды", "такого значения не бывает", "the value cannot be used"
    ),
    Fault.MUST_BE_EMPTY: _say(
        "бас тарту керек сұрақта бұл ұяшық бос болуы керек",
        "у вопроса, на который надо отказать, эта ячейка пуста",
        "a question to be refused leaves this cell empty",
    ),
    Fault.INCONSISTENT: _say(
        "жолдың мәндері бір-біріне сай емес",
        "значения строки не согласуются",
        "the values of the row do not fit each other",
    ),
    Fault.NEEDS_TRUTH: _say(
        "тексеру кезегіне жауапты кездейсоқтық таңдайды; кезекті босатыңыз не белгілі баға жазыңыз",
        "в очередь проверки выбирает случай; очистите очередь или впишите известную оценку",
        "chance draws for the audit; empty the queue, or write a known verdict",
    ),
    Fault.NOT_YOURS: _say(
        "белгілі бағаны тек жетекші береді; ұяшықты босатыңыз",
        "известную оценку ставит только руководитель; очистите ячейку",
        "only a lead gives a known verdict; empty the cell",
    ),
    Fault.RETIRED: _say(
        "бұл сұрақ емтиханнан шығарылған, id-і бос емес; жаңа id беріңіз",
        "вопрос выведен из экзамена, его id занят; дайте новый id",
        "this case has left the exam and keeps its id; give a new id",
    ),
    Fault.LEAK: _say(
        "жұп емтихан сұрағын ашып қояды; жолды өшіріңіз",
        "пара выдаёт вопрос экзамена; удалите строку",
        "the pair gives an exam question away; delete the row",
    ),
    Fault.KNOWN: _say(
        "бұл сұраққа жұп бар, емтиханға жарамайды; басқа сұрақ жазыңыз",
        "на этот вопрос уже есть пара, для экзамена он не годится; напишите другой",
        "a pair answers this question already, so it is no exam; write another",
    ),
    Fault.QUESTION_TWICE: _say(
        "бұл сұрақ жоғарыда бар; екеуінің бірін өшіріңіз",
        "такой вопрос уже есть выше; удалите одну из строк",
        "this question is asked above; delete one of the rows",
    ),
    Fault.QUESTION_TAKEN: _say(
        "бұл сұраққа жұп бар; жолды өшіріңіз немесе сол жұпты түзетіңіз",
        "на этот вопрос уже есть пара; удалите строку или исправьте ту пару",
        "a pair asks this already; delete the row, or edit that pair",
    ),
    Fault.QUOTE_NOT_FOUND: _say(
        "дереккөзде мұндай сөз жоқ; дәйексөзді құжаттан көшіріп алыңыз",
        "таких слов в источнике нет; скопируйте цитату из документа",
        "the source does not hold these words; copy the quote from the document",
    ),
    Fault.PERSONAL_DATA: _say(
        "мәтінде жеке дерек бар (ЖСН, карта не құжат нөмірі); алып тастаңыз",
        "в тексте личные данные (ИИН, номер карты или документа); уберите их",
        "the text holds personal data (an IIN, a card or document number); remove it",
    ),
    Fault.DAY_PASSED: _say(
        "бұл күн өтіп кеткен; келешектегі күнді жазыңыз немесе ұяшықты босатыңыз",
        "этот день прошёл; впишите будущий день или очистите ячейку",
        "that day has passed; write a later one, or empty the cell",
    ),
    Fault.CHANGED_MEANWHILE: _say(
        "жұпты басқа біреу өзгертті; қайта жүктеп алып, соны түзетіңіз",
        "пару тем временем изменили; выгрузите заново и правьте её",
        "somebody changed the pair meanwhile; export it again and edit that",
    ),
    Fault.OLD_ENCODING: _say(
        "файл Windows-1251 кодтауында; оқылды, бірақ XLSX немесе UTF-8 сенімді",
        "файл в кодировке Windows-1251; прочитан, но надёжнее XLSX или UTF-8",
        "the file is in Windows-1251; it was read, but XLSX or UTF-8 is safer",
    ),
}
