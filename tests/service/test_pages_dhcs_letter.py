"""DHCS decides by letter, on pages: sent straight to S3, recorded by one manager, read and confirmed by another."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.domain.roles import Role
from chalicelib.gateways import aws as clients
from chalicelib.gateways.settings import setting
from chalicelib.services.record_letter import LETTER_BYTES
from tests.service.papers import EICAR, JPEG, PDF, sent_to_s3
from tests.service.visitor import Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = [pytest.mark.xdist_group("pages-dhcs-letter"), pytest.mark.usefixtures("laptop")]

SAID = {"decision": "approve", "reference": "DHCS 26-7", "reason": "Agreed; see O'Ñ."}
PROPOSED = {"from": "waiver-exam-fee/statewide", "to": "waiver-renewal-fee/statewide", "to_seats": "7"}
PROPOSED |= {"seats": "1", "dollars": "10", "reason": "Few ask.", "text_en": "Open <again>.", "text_es": "Abierto."}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def manager(world: World, name: str) -> Visitor:
    return world.staff(Role.MANAGER, name=name)


@pytest.fixture
def at(world: World) -> str:
    """The address of a proposal that mia made."""
    mia = manager(world, "mia")
    form = mia.get("/staff/proposals").form("/staff/proposals").say(**PROPOSED)
    return mia.post(form).path


def send(visitor: Visitor, at: str, content: bytes = PDF) -> Shown:
    """The page after S3 took the file."""
    return visitor.get(posted(visitor, at, content))


def posted(visitor: Visitor, at: str, content: bytes) -> str:
    form = next(each for each in visitor.get(f"{at}/letter").forms if "success_action_redirect" in each.fields)
    return sent_to_s3(form, content, "letter.pdf")


def record(visitor: Visitor, shown: Shown, **said: Any) -> Shown:
    return visitor.post(shown.form("/letters").say(**{**SAID, **said}))


def in_s3(at: str) -> list[str]:
    listed = clients.s3().list_objects_v2(Bucket=setting("DOCUMENTS_BUCKET")).get("Contents", [])
    return [each["Key"] for each in listed if at.rsplit("/", maxsplit=1)[-1] in each["Key"]]


def test_two_managers_who_did_not_propose_decide_by_it(world: World, at: str) -> None:
    olu, max_, mia = (manager(world, name) for name in ("olu", "max", "mia"))
    recorded = record(olu, send(olu, at))
    assert recorded.path == at
    assert "The letter is recorded." in recorded.words
    assert "DHCS 26-7" in recorded.words
    assert "You cannot confirm this letter (SAME-PERSON)." in recorded.words
    assert "/confirmation" not in recorded.text
    assert "You cannot record or confirm a letter here (SAME-PERSON)." in mia.get(at).words
    assert in_s3(at) == [], "what was recorded is kept with the proposal alone"
    seen = max_.get(at)
    link = max_.send("GET", seen.link("/letter/file"))
    assert (link.status, "letters" in link.headers["location"]) == (303, True)
    shown = {name: value[0] for name, value in parse_qs(urlsplit(link.headers["location"]).query).items()}
    assert shown["response-content-type"] == "application/pdf"
    done = max_.post(seen.form("/confirmation"))
    assert "The letter is confirmed." in done.words
    assert "Approved" in done.words
    assert '/letter"' not in done.text, "nothing is left to record"


def test_the_wrong_person_is_refused_though_no_button_led_there(world: World, at: str) -> None:
    olu, mia = manager(world, "olu"), manager(world, "mia")
    refused = mia.get(f"{at}/letter")
    assert (refused.status, "SAME-PERSON" in refused.words) == (403, True)
    shown = send(olu, at)
    token = mia.get(at).form("/staff/sign-out").fields["token"]
    refused = mia.post(shown.form("/letters").say(**SAID, token=token))
    assert (refused.status, "SAME-PERSON" in refused.words) == (403, True)
    record(olu, shown)
    form = manager(world, "max").get(at).form("/confirmation")
    for who in (olu, mia):
        token = who.get(at).form("/staff/sign-out").fields["token"]
        refused = who.post(form.say(token=token))
        assert (refused.status, "SAME-PERSON" in refused.words) == (403, True)
    dhcs = world.staff(Role.DHCS, name="dana")
    assert dhcs.get(f"{at}/letter").status == 403
    assert "DHCS 26-7" in dhcs.get(at).words
    assert "DHCS 26-7" not in world.staff(Role.DHCS_MONITOR).get(at).text
    assert world.staff(Role.DHCS_MONITOR).get(f"{at}/letter/file").status == 403


@pytest.mark.parametrize(
    "content",
    [b"", JPEG, b" " + PDF, PDF + b"x" * LETTER_BYTES, PDF + EICAR],
    ids=["empty", "a picture", "not at the start", "too large", "virus"],
)
def test_what_is_no_letter_is_told_and_not_kept(world: World, at: str, content: bytes) -> None:
    olu = manager(world, "olu")
    shown = send(olu, at, content)
    assert "We could not take this file" in shown.words
    assert not [form for form in shown.forms if form.action.endswith("/letters")]
    assert in_s3(at) == []
    # A good one that came first stays, when a bad one follows.
    send(olu, at)
    after = send(olu, at, content)
    assert "We could not take this file" in after.words
    assert record(olu, after).path == at


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"decision": ""}, "Choose what the letter says."),
        ({"reference": " "}, "Write the number of the letter"),
        ({"reference": "x" * 201}, "Write the number of the letter"),
        ({"reason": ""}, "Write the reason"),
        ({"reason": "x" * 501}, "Write the reason"),
        ({"file_id": "01HZZZZZZZZZZZZZZZZZZZZZZZ"}, "Send the letter again"),
        ({"file_id": "../x"}, "Send the letter again"),
    ],
)
def test_nothing_typed_is_lost_over_a_mistake(world: World, at: str, said: dict[str, str], told: str) -> None:
    olu = manager(world, "olu")
    refused = record(olu, send(olu, at), **said)
    assert (refused.status, told in refused.words) == (422, True), refused.words
    again = refused.form("/letters").fields
    assert again["reason"].strip() == {**SAID, **said}["reason"]
    assert again["file_id"], "the letter itself is still there"


def test_one_form_sent_twice_records_once_and_a_newer_file_counts(world: World, at: str) -> None:
    olu = manager(world, "olu")
    first, second = send(olu, at), send(olu, at, PDF + b" again")
    assert len(in_s3(at)) == 1
    assert "Send the letter again" in record(olu, first).words
    form = second.form("/letters").say(**SAID)
    assert olu.post(form).words == olu.post(form).words
    eva = manager(world, "eva")
    replaced = record(eva, send(eva, at, PDF + b" other"), decision="reject")
    assert "No: the money stays where it is" in replaced.words
    read_before = manager(world, "max").get(at).form("/confirmation")
    record(olu, send(olu, at), decision="approve")
    token = eva.get(at).form("/staff/sign-out").fields["token"]
    refused = eva.post(read_before.say(token=token))
    assert (refused.status, "STALE" in refused.words) == (409, True)


def test_nothing_can_be_recorded_before_the_scanner_has_answered(
    world: World, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MALWARE_SCAN", "guardduty")
    olu = manager(world, "olu")

    def scanned(back: str, result: str) -> Shown:
        key = parse_qs(urlsplit(back).query)["key"][0]
        etag = clients.s3().head_object(Bucket=setting("DOCUMENTS_BUCKET"), Key=key)["ETag"]
        told = {"bucketName": setting("DOCUMENTS_BUCKET"), "objectKey": key, "eTag": etag}
        detail = {"s3ObjectDetails": told, "scanResultDetails": {"scanResultStatus": result}}
        assert world.aws.invoke("DocumentEvents", {"detail": detail}) == {"found": True}
        return olu.get(back)

    back = posted(olu, at, PDF)
    waiting = olu.get(back)
    assert "We are checking it for viruses." in waiting.words
    assert "We could not take this file" not in waiting.words
    assert not [form for form in waiting.forms if form.action.endswith("/letters")]
    assert "We could not take this file" in scanned(back, "THREATS_FOUND").words
    assert "We could not take this file" in scanned(posted(olu, at, PDF), "UNSUPPORTED").words
    shown = scanned(posted(olu, at, PDF), "NO_THREATS_FOUND")
    assert "The letter is here." in shown.words
    assert record(olu, shown).path == at


def test_confirming_needs_a_fresh_sign_in_and_speaks_spanish(world: World, at: str) -> None:
    olu, max_ = manager(world, "olu"), manager(world, "max")
    record(olu, send(olu, at))
    form = max_.get(at).form("/confirmation")
    world.clock.tick(16 * 60)
    assert max_.post(form).status == 401
    olu.language = "es"
    assert "La carta de DHCS" in olu.get(f"{at}/letter").words


def test_the_proposal_shows_what_it_would_do_and_what_everybody_will_read(world: World, at: str) -> None:
    page = world.staff(Role.DHCS, name="dana").get(at)
    assert "Open &lt;again&gt;." in page.text
    assert "Abierto." in page.words
    assert "What these moves would do" in page.words
    # What it holds is free again in the one case, and with the other pool in the other.
    assert "What these moves would do" not in world.staff(Role.DHCS_MONITOR).get(at).words
    assert "Open <again>." not in world.staff(Role.DHCS_MONITOR).get(at).words
