"""How do answers, documents and findings become pages?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from jauap import __version__
from jauap.answer import Answer, Citation
from jauap.api.pages.markdown import AnswerMarkdown
from jauap.api.pages.texts import read_texts
from jauap.api.schemas import document_path
from jauap.assistant import Assistant, Language
from jauap.labelling.canonical import text_hash
from jauap.labelling.label import LabelledAnswer
from jauap.labelling.markup import PAGE_DISCLOSURE, html_attributes, json_ld, quote_attributes
from jauap.labelling.notice import conversation_notice
from jauap.labelling.similarity import MEASURED, published
from jauap.language.fold import is_cyrillic

STATIC = Path(__file__).with_name("static")
"""Style sheet, script and icon: everything a page loads."""

_TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True, kw_only=True)
class ChatState:
    """What the chat page shows besides the assistant itself."""

    question: str = ""
    labelled: LabelledAnswer | None = None
    """The answer to `question`, when one was given."""
    earlier: Sequence[str] = ()
    """Earlier questions, carried along by the form when there is no script."""
    trouble: str = ""
    unsent: str = ""
    """A question that could not be sent and must not be lost."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One line of the verification page."""

    name: str
    value: str
    lang: str = ""
    is_code: bool = False
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What the verification page says; never the question or the answer."""

    state: str = ""
    """A verification state, `known` for a code alone, empty before anything was checked."""
    words: str = ""
    """The sentence that tells the state."""
    code: str = ""
    facts: Sequence[Fact] = ()
    sources: Sequence[Mapping[str, str]] = ()
    """Each with path, title, lang, month."""
    json_ld: str = ""
    became: str = ""
    """What became of the citizen's word on this answer; empty when nothing was said."""
    trouble: str = ""
    text: str = field(default="", repr=False)
    """The pasted text, given back so that nothing is lost."""


_TONES = {
    "exact": "good",
    "known": "info",
    "official-source-text": "good",
    "no-record": "plain",
    "excerpt": "info",
}


class Pages:
    """Renders every page and the HTML fragment of an answer."""

    def __init__(
        self,
        assistants: Mapping[str, Assistant],
        *,
        downloads: Sequence[str] = (),
        takes_feedback: bool = False,
    ) -> None:
        self._assistants = assistants
        self._takes_feedback = takes_feedback
        self._downloads = downloads
        self._markdown = AnswerMarkdown()
        self.words = read_texts()
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["telephone"] = lambda text: re.sub(r"[^\d+]", "", text)

    def answer(self, labelled: LabelledAnswer) -> str:
        """Render one labelled answer as a fragment, in the answer's own language."""
        answer = labelled.answer
        sources = [
            {
                "citation": citation,
                "path": document_path(answer.assistant_id, citation, answer.language),
                "quote_attributes": _quote(citation),
            }
            for citation in answer.citations
        ]
        body = self._markdown.render(
            answer.text,
            urls=[citation.url for citation in answer.citations if citation.url],
            anchors={each.number: f"#s-{labelled.code}-{each.number}" for each in answer.citations},
        )
        action = f"/a/{answer.assistant_id}?lang={answer.language}"
        body, options = self._with_buttons(body, answer.options, action)
        return self._environment.get_template("answer.html").render(
            t=self.words[answer.language],
            lang=answer.language.value,
            letters=_letters(answer),
            attributes=_attributes(html_attributes(labelled.claims)),
            family=answer.outcome.family,
            action=action,
            code=labelled.code,
            notice_first=labelled.notice_first,
            notice_last=_linked(labelled),
            text=labelled.text,
            body=body,
            sources=sources,
            options=options,
            contact=None if answer.outcome.is_answer else answer.contact,
            degraded=answer.degraded,
            downloads=self._downloads,
            download_to=f"/a/{answer.assistant_id}/download?lang={answer.language}",
            takes_feedback=self._takes_feedback and not labelled.claims.is_trial,
        )

    def _with_buttons(
        self, body: Markup, options: Sequence[str], action: str
    ) -> tuple[Markup, list[str]]:
        """Make a button of every option that the text lists; give back those it does not."""
        html = str(body)
        others: list[str] = []
        for option in options:
            line = f"<li>{escape(option)}</li>"
            if line not in html:
                others.append(option)
                continue
            template = self._environment.get_template("option.html")
            button = template.render(action=action, option=option)
            html = html.replace(line, f'<li class="option">{button}</li>', 1)
        return Markup(html), others  # noqa: S704 - cleaned HTML and our own template

    def chat(
        self, assistant: Assistant, language: Language, state: ChatState, greeting: str = ""
    ) -> str:
        """Render the chat page, with the latest exchange when there is one."""
        words = self.words[language]
        exchange = state.labelled and {
            "question": state.question,
            "answer": Markup(self.answer(state.labelled)),  # noqa: S704 - rendered above
            "json_ld": Markup(  # noqa: S704 - safe inside a script element by its promise
                json_ld(state.labelled.claims, [one.url for one in state.labelled.answer.citations])
            ),
        }
        return self._page(
            "chat.html",
            language,
            at=f"/a/{assistant.id}?",
            disclosure=PAGE_DISCLOSURE,
            assistant_id=assistant.id,
            name=assistant.name.in_language(language),
            owner=assistant.owner.name.in_language(language),
            operator=assistant.operator.name.in_language(language),
            developer=assistant.developer.name.in_language(language),
            risk=assistant.risk.risk_class.value,
            notice=conversation_notice(assistant, language),
            greeting=_parted(greeting or words("greeting")),
            scope=assistant.scope.summary.in_language(language),
            topics=[topic.in_language(language) for topic in assistant.scope.topics],
            examples=[example.in_language(language) for example in assistant.scope.examples],
            human={
                "phone": assistant.human.phone,
                "office": assistant.human.office.in_language(language),
                "hours": assistant.human.hours.in_language(language),
                "url": assistant.human.url,
            },
            assistants=[
                {"id": one.id, "name": one.name.in_language(language)}
                for one in self._assistants.values()
            ],
            action=f"/a/{assistant.id}?lang={language}#latest",
            exchange=exchange,
            earlier=state.earlier,
            trouble=state.trouble,
            unsent=state.unsent,
            home=f"/a/{assistant.id}?lang={language}",
            takes_feedback=self._takes_feedback,
        )

    def verification(self, language: Language, finding: Finding) -> str:
        """Render the verification page."""
        path = f"/v/{quote(finding.code)}?" if finding.code else "/v?"
        return self._page(
            "verify.html",
            language,
            at=path,
            state=finding.state,
            words=finding.words,
            measured=MEASURED,
            thresholds=published(),
            tone=_TONES.get(finding.state, "bad"),
            code=finding.code,
            became=finding.became,
            facts=finding.facts,
            sources=finding.sources,
            json_ld=Markup(finding.json_ld),  # noqa: S704 - safe by json_ld's promise
            trouble=finding.trouble,
            text=finding.text,
        )

    def error(self, language: Language, message: str, remedy: str) -> str:
        """Render the page of a request that failed."""
        return self._page("error.html", language, at="/?", message=message, remedy=remedy)

    def page(self, template: str, language: Language, at: str, values: Mapping[str, object]) -> str:
        """Render another page; `at` is its address up to the language, ending in ? or &."""
        return self._page(template, language, at=at, **values)

    def _page(self, template: str, language: Language, *, at: str, **values: object) -> str:
        frame: dict[str, object] = {
            "t": self.words[language],
            "lang": language.value,
            "version": __version__,
            "disclosure": "none",
            "home": f"/?lang={language}",
            "in_language": {each.value: f"{at}lang={each}" for each in Language},
        }
        return self._environment.get_template(template).render(frame | values)


def _letters(answer: Answer) -> str:
    """Name the alphabet of a Kazakh answer in Latin letters, so that it is not read as English."""
    is_latin = answer.language is Language.KK and not is_cyrillic(answer.text.casefold())
    return "kk-Latn" if is_latin else ""


def _attributes(values: Mapping[str, str]) -> Markup:
    pairs = (Markup(' {}="{}"').format(name, value) for name, value in values.items())
    return Markup("").join(pairs)


def _quote(citation: Citation) -> Markup:
    """Mark a quotation as free of AI while it is what was cut out of its passage.

    A sample document promises nothing.
    """
    marks = quote_attributes(citation.url)
    if citation.sample or text_hash(citation.quote) != citation.quote_hash:
        marks = {name: value for name, value in marks.items() if name == "cite"}
    return _attributes(marks)


def _parted(greeting: str) -> tuple[str, str]:
    """Part a greeting after its first sentence, which becomes the heading."""
    first, *rest = re.split(r"(?<=[.!?])\s+", greeting.strip(), maxsplit=1)
    return first, "".join(rest)


def _linked(labelled: LabelledAnswer) -> Markup:
    """Make the verify address in the last notice line a link; the visible text stays."""
    link = Markup('<a href="/v/{}?lang={}">{}</a>').format(
        labelled.code, labelled.answer.language, labelled.verify_url
    )
    before, address, after = labelled.notice_last.partition(labelled.verify_url)
    return escape(before) + (link if address else Markup("")) + escape(after)
