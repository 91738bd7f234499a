"""A message with an access code. The subject says nothing of it, and no address has it."""

from chalicelib.domain.person import Language
from chalicelib.gateways.translation import _, translate
from chalicelib.messages import rendering, texts
from chalicelib.messages.rendering import Mail, Said, Sender

_SUBJECT = _("What you asked us for")
_NEW = _("Your new access code: {code}")
_COPY = _("Your access code: {code}")
_OLD_ONE = _("The old code does not work any more. Did you not ask for this? Then please call us.")
_KEEP = _("Write it down, and delete this message if other people can read it.")
_TEXT = _("Your new access code: {code} Sign in with it and your birth date: {address}")


def mail(code: str, name: str, language: Language, sender: Sender, *, is_new: bool) -> Mail:
    """`is_new`: it takes the place of one that was lost."""
    return rendering.mail(
        Said(
            language=language,
            subject=translate(language, _SUBJECT),
            greeting=translate(language, texts.GREETING, name=name),
            line=translate(language, _NEW if is_new else _COPY, code=code),
            means=translate(language, _OLD_ONE if is_new else _KEEP),
            why="",
            reasons=(),
            cure="",
            link=translate(language, texts.SIGN_IN_HERE),
            address=sender.sign_in,
            how=translate(language, texts.SIGN_IN_HOW),
            footer=tuple(translate(language, part, phone=sender.phone) for part in texts.FOOTER),
        )
    )


def text(code: str, language: Language, sender: Sender) -> str:
    return translate(language, _TEXT, code=code, address=sender.sign_in)
