"""A person's papers through the API: the form for S3, how far each is, taking one back."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from chalicelib.domain.document import UPLOAD_BYTES
from tests.service.operations import DRAFTS, unsent_paper
from tests.service.papers import HEIC, JPEG, files_of
from tests.service.site import Site, open_site

pytestmark = [pytest.mark.xdist_group("documents-api"), pytest.mark.usefixtures("laptop")]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


def told(site: Site, path: str, who: str) -> dict[str, dict[str, Any]]:
    """What the API says of each kind."""
    answer = site.get(path, who=who)
    assert answer.status == 200, answer
    return {each["kind"]: each for each in answer.body["documents"]}


def send(site: Site, path: str, who: str, content: bytes) -> str:
    """A file by the form that the API gives; its key."""
    form = site.send("POST", f"{path}/photo_id", {}, who=who, headers={}).body
    sent = requests.post(form["url"], data=form["fields"], files={"file": ("Ana's ID.jpg", content)}, timeout=5)
    assert sent.status_code == 204, "S3 sends nobody anywhere"
    return str(form["fields"]["key"])


def test_a_file_goes_straight_to_s3_and_its_state_is_told(site: Site) -> None:
    path, who = f"/v1/applications/{site.apply('ana')}/documents", "applicant ana"
    missing = {"state": "missing", "open": True}
    assert told(site, path, who) == {kind: {"kind": kind, **missing} for kind in ("photo_id", "education")}
    key = send(site, path, who, b"not a picture")
    assert told(site, path, who)["photo_id"] == {"kind": "photo_id", **missing, "problem": "wrong_type"}
    assert files_of(site.application("ana")) == {}
    key = send(site, path, who, HEIC)
    found = told(site, path, who)["photo_id"]
    assert (found["state"], found["type"], found["bytes"], found["open"]) == ("kept", "image/heic", len(HEIC), False)
    assert list(files_of(site.application("ana"))) == [key.replace("incoming", "kept")]
    late = site.send("POST", f"{path}/photo_id", {}, who=who, headers={})
    assert (late.status, late.code) == (409, "WRONG-STATE"), "it is not open any more"
    removal = site.post(f"{path}/photo_id/removal", {}, who=who)
    assert (removal.status, removal.code) == (409, "WRONG-STATE"), "somebody may be reading it"


def test_until_the_scan_has_answered_it_is_being_checked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALWARE_SCAN", "guardduty")
    path, who = f"/v1/applications/{site.apply('ben')}/documents", "applicant ben"
    send(site, path, who, JPEG)
    assert told(site, path, who)["photo_id"]["state"] == "checking"


def test_a_paper_of_a_form_that_is_not_sent_is_taken_back(site: Site) -> None:
    ask = unsent_paper(site, "cleo")
    path = f"/v1/applications/{DRAFTS['cleo']}/documents"
    assert told(site, path, "applicant cleo")["photo_id"]["state"] == "kept"
    done = ask.send(site, "taken back")
    assert (done.status, done.body["status"]) == (200, "missing")
    assert told(site, path, "applicant cleo")["photo_id"] == {"kind": "photo_id", "state": "missing", "open": True}
    assert files_of(DRAFTS["cleo"]) == {}


def test_the_form_can_write_one_key_of_limited_size_for_its_person_alone(site: Site) -> None:
    path = f"/v1/applications/{site.apply('di')}/documents"
    site.apply("eve")
    form = site.send("POST", f"{path}/education", {}, who="applicant di", headers={}).body
    assert form["most_bytes"] < UPLOAD_BYTES
    assert "success_action_redirect" not in form["fields"]
    for method, end in (("GET", ""), ("POST", "/photo_id"), ("POST", "/photo_id/removal")):
        for who, status in (("applicant eve", 404), ("reviewer rosa", 403), (None, 401)):
            key = {"Idempotency-Key": f"{method}{end}{who}"}
            answer = site.send(method, f"{path}{end}", None if method == "GET" else {}, who=who, headers=key)
            assert answer.status == status, (method, end, who)
    for kind in ("scan", "certificate", "diary", "PHOTO_ID"):
        for end in ("", "/removal"):
            answer = site.post(f"{path}/{kind}{end}", {}, who="applicant di")
            assert (answer.status, answer.body["field"]) == (404, "document"), kind
    assert site.post(f"{path}/photo_id", {"kind": "x"}, who="applicant di").code == "INVALID"
