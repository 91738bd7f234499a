"""Messages to whoever asked to be told when a round opens, the question whether they want it, and the news; and to
whoever is old enough from today to send the form that we keep for them."""

from dataclasses import dataclass, replace

from chalicelib.domain.person import Language
from chalicelib.gateways.translation import _, translate
from chalicelib.messages import rendering, texts
from chalicelib.messages.rendering import Mail, Said, Sender

_HELLO = _("Hello,")
_ASKED_SUBJECT, _OPEN_SUBJECT = _("Please say yes once"), _("News that you asked for")
_ASKED = _("Should we tell you when this opens? {benefit}")
_ASKED_MEANS = _("We write to you once, on the day it opens, and then delete your address. The same link stops it.")
_ASKED_LINK = _("Yes, or stop")
_ASKED_HOW = _("Did you not ask for this? Then do nothing. We delete your address after 7 days.")
_OPEN = _("It is open now: {benefit}")
_OPEN_MEANS = _("You asked us to tell you. Money is limited, and the person who applies first is first in line.")
_OPEN_LINK = _("Apply here")
_OPEN_HOW = _("This was the only message. We do not keep your address for this any more.")
_ASKED_TEXT = _("You asked us for news. Say yes, or stop, here: {address}")
_OPEN_TEXT = _("The news that you asked for: what you waited for is open. {address} This was the only message.")
_GROWN_SUBJECT = _("You can go on now")
_GROWN = _("From today you can send your form: {benefit}")
_GROWN_MEANS = _(
    "We kept your answers. Please look at them once more and send the form. Money is limited, and the person who "
    "applies first is first in line."
)
_GROWN_TEXT = _("You can send your form now. Sign in here: {address} This was the only message.")


@dataclass(frozen=True)
class AlertMessage:
    mail: Mail
    text: str
    """Of a text message, which names nothing."""


def confirming(benefit: str, language: Language, address: str, sender: Sender) -> AlertMessage:
    """`address`: where it is confirmed and stopped."""
    said = _said(language, _ASKED_SUBJECT, translate(language, _ASKED, benefit=benefit), _ASKED_MEANS, sender)
    mail = rendering.mail(_with_link(said, _ASKED_LINK, address, _ASKED_HOW))
    return AlertMessage(mail, translate(language, _ASKED_TEXT, address=address))


def opened(benefit: str, language: Language, address: str, site: str, sender: Sender) -> AlertMessage:
    """`address`: where one applies, which names the benefit; `site`: the first page, which does not."""
    said = _said(language, _OPEN_SUBJECT, translate(language, _OPEN, benefit=benefit), _OPEN_MEANS, sender)
    mail = rendering.mail(_with_link(said, _OPEN_LINK, address, _OPEN_HOW))
    return AlertMessage(mail, translate(language, _OPEN_TEXT, address=site))


def grown(benefit: str, language: Language, sender: Sender) -> AlertMessage:
    """On the day from which somebody is old enough; their access code leads to the form."""
    said = _said(language, _GROWN_SUBJECT, translate(language, _GROWN, benefit=benefit), _GROWN_MEANS, sender)
    mail = rendering.mail(_with_link(said, texts.SIGN_IN_HERE, sender.sign_in, texts.SIGN_IN_HOW))
    return AlertMessage(mail, translate(language, _GROWN_TEXT, address=sender.sign_in))


def _said(language: Language, subject: str, line: str, means: str, sender: Sender) -> Said:
    return Said(
        language=language,
        subject=translate(language, subject),
        greeting=translate(language, _HELLO),
        line=line,
        means=translate(language, means),
        why="",
        reasons=(),
        cure="",
        link="",
        address="",
        how="",
        # Whoever has no record cannot sign in to change anything.
        footer=tuple(translate(language, part, phone=sender.phone) for part in texts.FOOTER[1:]),
    )


def _with_link(said: Said, link: str, address: str, how: str) -> Said:
    return replace(said, link=translate(said.language, link), address=address, how=translate(said.language, how))
