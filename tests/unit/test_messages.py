"""The words of messages: every kind has them in both languages, and what others may see over a shoulder is neutral."""

import re
from datetime import UTC, datetime
from typing import get_args

import pytest

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.codes import Code
from chalicelib.domain.notice import Notice, NoticeKind
from chalicelib.domain.person import Language, PersonId
from chalicelib.gateways.translation import translate
from chalicelib.messages import rendering, texts
from chalicelib.messages.rendering import Sender
from chalicelib.program.load import load_version_one

LANGUAGES: tuple[Language, ...] = get_args(Language)
PROGRAM = load_version_one()
SENDER = Sender(sign_in=f"https://{'x' * 10}.execute-api.us-west-2.amazonaws.com/prod/sign-in", phone="916-555-0100")
FACTS = {
    "by": "2026-03-16",
    "use_by": "2027-03-01",
    "item": "core_training",
    "cents": "150000",
    "starts": "2026-04-01",
    "outcome": "overturn",
    "items": "core_training exam",
    "reasons": "ID-EXPIRED NO-COUNTY-NEXUS",
}
REVEALING = re.compile(
    r"health|mental|behavioral|peer|recover|treat|diagnos|substance|addict|crisis|medi-?cal|lived|justice|unhoused|"
    r"homeless|salud|conduct|compañer|pares|recuper|tratam|diagn|sustancia|adicci|crisis|vivid|justicia|vivienda|"
    r"scholarship|waiver|award|offer|denied|beca|ayuda|oferta|exen|deneg|\{|\d",
    re.IGNORECASE,
)
GSM = frozenset("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà") | frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
)
"""The characters that a text message of 160 holds; with any other it holds 70."""

every_kind = pytest.mark.parametrize("kind", NoticeKind)
both = pytest.mark.parametrize("language", LANGUAGES)


def notice(kind: NoticeKind, **facts: str) -> Notice:
    return Notice(
        kind=kind,
        person_id=PersonId("p"),
        application_id=ApplicationId("a"),
        language="en",
        created_at=datetime(2026, 3, 2, tzinfo=UTC),
        facts=FACTS | facts,
    )


def test_every_kind_has_its_words() -> None:
    missing = {kind.value for kind in NoticeKind} - {kind.value for kind in texts.NOTICE}
    assert not missing, f"write a line in NOTICE (chalicelib/messages/texts.py) for: {sorted(missing)}"
    missing = {kind.value for kind in NoticeKind} - {kind.value for kind in texts.WORDING}
    assert not missing, f"write a subject and what it means in WORDING (messages/texts.py) for: {sorted(missing)}"


@both
@every_kind
def test_a_mail_says_the_same_as_text_and_as_a_page(kind: NoticeKind, language: Language) -> None:
    said = rendering.say(notice(kind), "Ñ O'Brien <b>", language, PROGRAM, SENDER)
    mail = rendering.mail(said)
    reasons = [reason for reason, _ in said.reasons]
    for part in (said.line, said.means, said.how, SENDER.sign_in, *said.footer, *reasons):
        assert part in mail.text
        assert part.replace("'", "&#39;") in mail.html
    assert "Ñ O'Brien <b>" in mail.text
    assert "Ñ O&#39;Brien &lt;b&gt;" in mail.html
    assert f'<html lang="{language}">' in mail.html
    for shown in (mail.subject, mail.text, mail.html.split("<body", 1)[1]):
        assert not re.search(r"[{}]|None|2026-|core_training|ID-EXPIRED", shown), shown
    assert not re.search(r"src=|url\(", mail.html), "nothing is fetched, nobody is followed"


@both
@every_kind
def test_a_subject_tells_nothing_to_others(kind: NoticeKind, language: Language) -> None:
    subject = rendering.mail(rendering.say(notice(kind), "Ana Sample", language, PROGRAM, SENDER)).subject
    assert subject == translate(language, texts.WORDING[kind].subject)
    assert not REVEALING.search(subject)
    assert "Ana" not in subject


@both
def test_a_text_message_is_one_and_tells_nothing(language: Language) -> None:
    text = rendering.text_message(language, SENDER)
    assert len(text) <= 160
    assert set(text) <= GSM
    assert not REVEALING.search(text.replace(SENDER.sign_in, ""))


def test_only_the_address_to_sign_in_is_linked() -> None:
    """No code and no id is in it, for whatever a browser keeps."""
    for kind in NoticeKind:
        mail = rendering.mail(rendering.say(notice(kind), "Ana", "en", PROGRAM, SENDER))
        assert set(re.findall(r"https?://\S+?(?=[\"<\s])", mail.html)) == {SENDER.sign_in}


def test_adverse_notices_say_why_and_what_can_be_done() -> None:
    said = rendering.say(notice(NoticeKind.DENIED), "Ana", "es", PROGRAM, SENDER)
    assert said.reasons[0][0] == PROGRAM.reason(Code.ID_EXPIRED).text.es
    assert len(said.reasons) == 2
    assert "apelación" in said.means


def test_a_missing_fact_is_an_error_and_not_a_hole() -> None:
    with pytest.raises(KeyError, match="by"):
        rendering.say(notice(NoticeKind.AWARD_OFFER).model_copy(update={"facts": {}}), "Ana", "en", PROGRAM, SENDER)
