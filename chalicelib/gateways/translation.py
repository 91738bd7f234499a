"""English and Spanish: the message catalogs, read once a language, through the standard library's gettext."""

import gettext
from functools import cache
from pathlib import Path

from chalicelib.domain.person import Language

LANGUAGES: tuple[Language, ...] = ("en", "es")
_CATALOGS = Path(__file__).parent.parent / "locale"


@cache
def catalog(language: Language) -> gettext.NullTranslations:
    """The texts of a language. English is the language of the message ids, so it needs no catalog."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("messages", str(_CATALOGS), languages=[language])


def translate(language: Language, message: str, **values: object) -> str:
    """The message in a language, with its `{placeholders}` filled."""
    return catalog(language).gettext(message).format(**values)


def _(message: str) -> str:
    """Marks a message for translation where it is written; it is translated where it is shown."""
    return message
