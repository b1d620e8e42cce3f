"""What does an e-mail send? The label in its headers, the text, the page, the label itself."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

from jauap.labelling.carriers.files import plain_message
from jauap.labelling.carriers.page import article
from jauap.labelling.carriers.sources import SourceLine
from jauap.labelling.labelled import Labelled

_CARRIED = ("AI-Disclosure", "AI-Label", "Content-Usage")


def email_message(
    labelled: Labelled, *, sender: str, recipient: str, sources: Sequence[SourceLine] = ()
) -> EmailMessage:
    """Make the e-mail of a labelled text; its subject is the notice and the code.

    Raises:
        ValueError: an address holds a line break.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = f"{labelled.notice_first} {labelled.code}"
    message["Date"] = datetime.fromtimestamp(labelled.claims.iat, UTC)
    message.set_content(plain_message(labelled, sources=sources))
    lang = labelled.claims.lang
    page = f'<html lang="{lang}"><body>{article(labelled, sources=sources)}</body></html>'
    message.add_alternative(page, subtype="html")
    message.add_attachment(
        labelled.jws.encode("ascii"),
        maintype="application",
        subtype="jose",
        filename=f"{labelled.code}.jws",
    )
    # Setting content takes headers away whose names begin with Content.
    headers = labelled.headers
    for name in _CARRIED:
        message[name] = headers[name]
    message["Content-Language"] = lang.value
    return message
