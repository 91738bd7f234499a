"""The demonstration names what is on the pages, by the words that are on them."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

from chalicelib.gateways.translation import LANGUAGES
from local.laptop.staff import SAMPLE_STAFF

DEMONSTRATION = Path("docs/demonstration.md")
CATALOG = Path("chalicelib/locale/es/LC_MESSAGES/messages.po")
LANGUAGE_NAMES = {"en": "English", "es": "Español"}


def test_every_button_and_link_that_it_names_is_there() -> None:
    with CATALOG.open("rb") as file:
        catalog = read_po(file, locale="es")
    known = {str(text) for message in catalog if message.id for text in (message.id, message.string)}
    named = set(re.findall(r"\*\*([^*]+)\*\*", DEMONSTRATION.read_text(encoding="utf-8")))
    assert named
    known |= {LANGUAGE_NAMES[language] for language in LANGUAGES} | {text.removesuffix(" {good}") for text in known}
    assert named <= known


def test_everybody_who_signs_in_is_of_the_sample_staff() -> None:
    lines = DEMONSTRATION.read_text(encoding="utf-8").splitlines()
    named = {name for line in lines for name in re.findall(r"`(\w+)`", line.partition(" | ")[0])}
    assert named == {user.username for user in SAMPLE_STAFF} - {"system"}
