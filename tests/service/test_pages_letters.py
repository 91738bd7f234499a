"""Letters and messages on the pages: a person prints their own, reviewers print, mail and mend."""

import re
from collections.abc import Iterator

import pytest

from chalicelib.domain.actors import Actor
from chalicelib.domain.receipt import Request
from chalicelib.domain.roles import Role
from chalicelib.domain.states import DeliveryState
from chalicelib.services.declare_conflict import declare_conflict
from chalicelib.store import folders, notices
from tests.service.visitor import Visitor
from tests.service.world import APPLICATION, World, fill, whole_site

pytestmark = pytest.mark.xdist_group("letters")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as opened:
        yield opened


def on_paper(world: World, name: str, language: str = "es", **safe: str) -> tuple[Visitor, str]:
    """Someone without e-mail, whose receipt became a letter; the visitor, and the notice's id."""
    visitor, page = world.filled(name, language="en", until="reach")
    page = visitor.post(visitor.post(page.main.say(then="safe")).main.say(contact_language=language, **safe))
    visitor.post(fill(visitor, page, APPLICATION | {"legal_name": name}).form("/send"))
    world.aws.invoke("SendNotices", {})
    person = folders.load_folder(world.application_of(visitor)).application.person_id
    (kept,) = notices.of_person(person)
    assert kept.notice.delivery.state is DeliveryState.LETTER
    return visitor, kept.notice.id


def test_a_person_prints_a_message_as_a_letter_in_their_own_language(world: World) -> None:
    visitor, notice = on_paper(world, "Seán O'Ñúñez")
    link = re.search(r'href="/local(/status/letters/[^"]+)"', visitor.get("/status").text)
    assert link
    assert link[1] == f"/status/letters/{notice}"
    letter = visitor.get(link[1])
    assert letter.status == 200
    assert '<article class="letter" lang="es">' in letter.text
    assert "Seán O'Ñúñez" in letter.words
    assert "Recibimos su solicitud." in letter.words
    assert "1 de diciembre de 2026" in letter.words


def test_nobody_reads_the_letters_of_others(world: World) -> None:
    _, notice = on_paper(world, "Whose Letter")
    other, _ = world.applied("Curious Person")
    assert other.get(f"/status/letters/{notice}").status == 404
    for unknown in ("x", "-", "ñ", "x" * 3000, f"{notice}x", notice.rpartition("-")[0]):
        assert other.get(f"/status/letters/{unknown}").status == 404
    assert world.visitor().get(f"/status/letters/{notice}").status != 404, "first sign in"
    assert "Whose Letter" not in world.visitor().get(f"/status/letters/{notice}").text
    assert world.staff(Role.APPROVER).get(f"/staff/letters/{notice}").status == 403
    assert world.staff(Role.REVIEWER).get("/staff/letters/x").status == 404


def test_a_reviewer_opens_prints_and_mails_a_letter_and_the_list_forgets_it(world: World) -> None:
    safe = {
        "may_mail": "yes",
        "address_kind": "care_of",
        "care_of": "Casa Ñ",
        "address": "12 Main St\nFresno, CA 93701",
    }
    _, notice = on_paper(world, "By Mail", "en", **safe)
    rosa = world.staff(Role.REVIEWER, name="rosa")
    shown = rosa.get("/staff/work/letters")
    assert "To be mailed as a letter" in shown.row(notice).words
    assert "By Mail" not in shown.words, "names are on the letter alone"
    letter = rosa.get(f"/staff/letters/{notice}").words
    assert "By Mail c/o Casa Ñ 12 Main St Fresno, CA 93701 December 1, 2026" in letter
    assert "Do not mail this one" not in letter
    form = shown.row(notice).form("/delivery")
    done = rosa.post(form.say(way="mailed"))
    assert "The letter is recorded as mailed." in done.words
    assert notice not in done.text


def test_a_reviewer_is_told_where_letters_are_not_safe(world: World) -> None:
    visitor, notice = on_paper(world, "Not By Mail", "en", address_kind="mailing", address="9 Hidden Way")
    letter = world.staff(Role.REVIEWER, name="rosa").get(f"/staff/letters/{notice}").words
    assert "Do not mail this one" in letter
    assert "9 Hidden Way" not in letter
    own = visitor.get(f"/status/letters/{notice}").words
    assert "Not By Mail" in own
    assert "Do not mail this one" not in own


def test_a_reason_is_asked_for_and_an_unknown_way_or_list_is_refused(world: World) -> None:
    _, notice = on_paper(world, "Why Not", "en")
    rosa = world.staff(Role.REVIEWER, name="rosa")
    form = rosa.get("/staff/work/letters").row(notice).form("/delivery")
    assert "Write why" in rosa.post(form.say(way="told")).words
    assert rosa.post(form.say(way="by-pigeon")).status == 422
    assert rosa.post(form.say(way="told", list="x\r\nLocation: /")).status == 404
    assert "the person was told" in rosa.post(form.say(way="told", reason="Called, spoke with her")).words


def test_the_desk_counts_them(world: World) -> None:
    on_paper(world, "One More", "en")
    words = world.staff(Role.REVIEWER).get("/staff").words
    assert "Letters to mail" in words
    assert "Messages that did not arrive" in words


def test_who_has_a_tie_to_the_person_does_not_read_their_letters(world: World) -> None:
    _, notice = on_paper(world, "Cousin Letter", "en")
    cousin = Actor(id="staff-cora", roles=frozenset({Role.REVIEWER}))
    application = notice.rpartition("-")[0]
    declare_conflict(cousin, application, None, Request(key="tie", actor=cousin.id, fingerprint="tie"))
    letter = world.staff(Role.REVIEWER, name="cora").get(f"/staff/letters/{notice}")
    assert (letter.status, "Cousin Letter" in letter.text) == (403, False)
