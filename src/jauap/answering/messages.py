"""What is said when there is no answer? Every fixed sentence, in three languages."""

from jauap.answer import Contact, Outcome, Texts
from jauap.answering.fixed_texts import BY_OUTCOME, BY_REASON, CONTACT, CROSSED, OPTIONS, SAMPLE
from jauap.assistant import Assistant, Language, Trilingual

MAX_CHARACTERS = 2000
"""A longer question is not read; the API caps at the same length."""


def contact_of(assistant: Assistant, language: Language) -> Contact:
    """Give the way to a person in one language."""
    human = assistant.human
    return Contact(
        phone=human.phone,
        office=human.office.in_language(language),
        hours=human.hours.in_language(language),
        url=human.url,
    )


def contact_line(contact: Contact, language: Language) -> str:
    """Write the way to a person as one sentence."""
    template = CONTACT.in_language(language)
    line = template.format(phone=contact.phone, hours=contact.hours, office=contact.office)
    return f"{line} {contact.url}" if contact.url else line


def message(
    outcome: Outcome,
    reason: str,
    *,
    assistant: Assistant,
    texts: Texts,
    language: Language,
) -> str:
    """Write the fixed message of an outcome, with the way to a person behind it.

    A reason with a wording of its own (greeting, empty, too_long, ...) goes before the outcome's.
    Which language to answer in is asked in every language the assistant speaks.
    """
    wording = _wording(outcome, reason, texts)
    spoken = [language]
    if reason == "which_language":
        spoken += [each for each in assistant.languages if each is not language]
    body = "\n".join(wording.in_language(each) for each in spoken)
    for name, value in _fields(assistant, language).items():
        body = body.replace("{" + name + "}", value)
    return f"{body}\n\n{contact_line(contact_of(assistant, language), language)}"


def options_line(language: Language, texts: Texts) -> str:
    """Introduce the options of a question asked back."""
    return texts.messages.get(Outcome.ASKED_BACK, OPTIONS).in_language(language)


def sample_line(language: Language) -> str:
    """Say that the cited documents are samples, not sources of law."""
    return SAMPLE.in_language(language)


def crossed_line(language: Language, source_language: Language) -> str:
    """Say that the cited document is in another language."""
    return CROSSED[source_language].in_language(language)


def _wording(outcome: Outcome, reason: str, texts: Texts) -> Trilingual:
    if reason == "greeting" and texts.greeting is not None:
        return texts.greeting
    return BY_REASON.get(reason) or texts.messages.get(outcome) or BY_OUTCOME[outcome]


def _fields(assistant: Assistant, language: Language) -> dict[str, str]:
    return {
        "assistant": assistant.name.in_language(language),
        "owner": assistant.owner.name.in_language(language),
        "scope": assistant.scope.summary.in_language(language),
        "topics": "; ".join(topic.in_language(language) for topic in assistant.scope.topics),
        "limit": str(MAX_CHARACTERS),
    }
