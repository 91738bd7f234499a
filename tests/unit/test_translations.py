"""The Spanish of the site is complete, and each gate that keeps it so closes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from chalicelib.domain.eligibility import RULES
from chalicelib.domain.states import AwardStatus
from chalicelib.messages import texts
from chalicelib.program.load import PARTS, load_version_one
from chalicelib.services.deliver_notice import Way
from chalicelib.services.list_work import LISTS
from chalicelib.services.review_application import Finding
from chalicelib.web import standing, words, work_page
from chalicelib.web.i18n import preferred
from chalicelib.web.oversight_words import SETTINGS
from chalicelib.web.questions import EMPTY_BOX, HELP, LABEL
from local import translations, untranslated
from tests.hurting import HURTS

SERVICES = Path("chalicelib/services")


def test_the_catalog_is_complete() -> None:
    assert translations.problems() == []


@pytest.mark.parametrize(
    ("english", "spanish", "found"),
    [
        ("Sign in", "", "not translated"),
        ("Sign in", "Sign in", "the Spanish is the English"),
        ("Use it by {by}", "Úsela antes", "other placeholders"),
        ("Use it by {by}", "Úsela antes del {dia}", "other placeholders"),
        ("Please sign in.", "Por favor, entre", "ends otherwise"),
        ("Read <strong>this</strong> now.", "Lea <em>esto</em> ahora.", "other markup"),
    ],
)
def test_a_bad_translation_is_found(english: str, spanish: str, found: str, monkeypatch: pytest.MonkeyPatch) -> None:
    both = Catalog(locale="es")
    both.add(english, spanish)
    monkeypatch.setattr(translations, "used", lambda: both)
    monkeypatch.setattr(translations, "written", lambda: both)
    (problem,) = translations.problems()
    assert found in problem


@pytest.mark.parametrize(
    "template", ["<p>Hello there</p>", '<nav aria-label="Main pages"></nav>', '<p>{{ _("Why") }} because</p>', "Words"]
)
def test_words_of_a_template_that_are_in_no_catalog_are_found(
    template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page.html").write_text(template, encoding="utf-8")
    monkeypatch.setattr(untranslated, "TEMPLATES", tmp_path)
    (problem,) = [each for each in translations.problems() if "page.html" in each]
    assert problem.startswith("not translated in page.html")


def test_a_text_of_the_program_in_one_language_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (
        "- text: {en: We need this., es: We need this.}\n- cure: {en: Send it., es: ''}\n- cure: {en: Yes., es: Sí.}\n"
    )
    (tmp_path / "reasons.yaml").write_text(data, encoding="utf-8")
    monkeypatch.setattr(untranslated, "PROGRAM", tmp_path)
    assert [each for each in translations.problems() if "reasons.yaml" in each] == [
        "reasons.yaml: the Spanish is the English: 'We need this.'",
        "reasons.yaml: one language only: 'Send it.'",
    ]


def test_every_message_that_is_sent_and_every_error_of_a_field_has_words_in_spanish() -> None:
    """Mail, text messages, letters and errors are built from the same catalog: nothing is shown that is not in it."""
    known = {message.id for message in translations.written()}
    said = [*texts.NOTICE.values(), *texts.FOOTER, texts.TEXT_MESSAGE, texts.GREETING, texts.SIGN_IN, texts.SIGN_IN_HOW]
    said += [part for wording in texts.WORDING.values() for part in (wording.subject, wording.means)]
    assert set(said) | set(HELP.values()) | set(LABEL.values()) | set(EMPTY_BOX.values()) <= known


def test_missing_unused_and_uncertain_messages_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    used, written = Catalog(locale="es"), Catalog(locale="es")
    used.add("New")
    for catalog in (used, written):
        catalog.add("Old", "Viejo", flags=["fuzzy"])
    written.add("Gone", "Ya no")
    monkeypatch.setattr(translations, "used", lambda: used)
    monkeypatch.setattr(translations, "written", lambda: written)
    assert translations.problems() == [
        "not in the catalog: 'New'",
        "in the catalog, but not used: 'Gone'",
        "marked as uncertain (fuzzy): 'Old'",
    ]


def test_a_value_without_words_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "SHOWN", {Finding: {Finding.ELIGIBLE: "Eligible"}})
    assert [each for each in translations.problems() if "Finding" in each] == [
        "no words for Finding.INELIGIBLE",
        "no words for Finding.REVISE",
    ]


def test_every_action_of_a_service_has_words_for_the_timeline() -> None:
    made = {f"review_{finding}" for finding in Finding} | {f"notice_{way}" for way in Way}
    assert set(actions()) | made == set(words.STEP)


def actions() -> Iterator[str]:
    """The actions that services name when they decide, also those chosen between two."""
    for path in SERVICES.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "action":
                yield from _texts(node.value)


def _texts(node: ast.AST) -> Iterator[str]:
    """Not those of a subscript, which only say where a text is found."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and not node.value.endswith("_"):
        yield node.value
    if not isinstance(node, ast.Subscript):
        for each in ast.iter_child_nodes(node):
            yield from _texts(each)


def test_every_work_list_has_words() -> None:
    assert set(words.WORK) == set(LISTS)


def test_every_rule_can_be_given_as_a_reason() -> None:
    assert {rule.code for rule in RULES} <= set(work_page.REASONS)


def test_words_that_hurt_stay_inside() -> None:
    """What applicants read: "Time ran out", never "forfeited"; "We need to check something with you", never "fraud"."""
    for message in translations.written():
        told = f"{message.id} {message.string}"
        assert not re.search("forfeit|fraud|caduc|decomis|rechaz|deneg", told, re.IGNORECASE), told
        if any("staff" not in place and "oversight" not in place for place, _ in message.locations):
            assert not HURTS.search(told), told
    assert words.AWARD[AwardStatus.FORFEITED] == words.AWARD[AwardStatus.EXPIRED] == "Time ran out"
    assert standing._TIME_TITLE == "Time ran out."


def test_no_reason_or_benefit_says_what_hurts() -> None:
    program = load_version_one()
    reasons = [text for reason in program.reasons for text in (reason.text, reason.cure) if text]
    benefits = [text for benefit in program.benefits for text in (benefit.name, benefit.summary)]
    for text in (*reasons, *benefits):
        assert not HURTS.search(f"{text.en} {text.es}"), text


def test_spanish_speaks_to_people_as_usted() -> None:
    familiar = re.compile(r"\b(tú|tu|tus|tienes|puedes|debes|haz|eres|estás|contigo|vosotros)\b", re.I)
    for message in translations.written():
        assert not familiar.search(str(message.string)), message.string


@pytest.mark.parametrize(
    ("header", "language"),
    [(None, "en"), ("", "en"), ("es", "es"), ("es-MX,es;q=0.9,en;q=0.8", "es"), ("fr-FR,es;q=0.5", "es"), ("zh", "en")],
)
def test_the_browsers_first_language_that_we_have_decides(header: str | None, language: str) -> None:
    assert preferred(header) == language


def test_every_part_of_the_program_has_words() -> None:
    """The settings page offers a part by its words."""
    assert set(SETTINGS) == set(PARTS)
