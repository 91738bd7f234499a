"""A tie to a person: who has one keeps away, so does whoever stands in for them; somebody else takes it back."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.roles import Role
from chalicelib.store import person_events
from local.player.people import email_of, mark
from tests.pages.stock import staff_member
from tests.service.site import Answer, Site, open_site

pytestmark = pytest.mark.xdist_group("conflicts")
REASON = "Another person of that name: O'Brien, not Ñandú."


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


def declared(site: Site, name: str, who: str = "approver ari") -> str:
    """Somebody applied to whom this colleague has a tie; the application's address in the API."""
    path = f"/v1/applications/{site.apply(name)}"
    assert site.post(f"{path}/conflicts", {"note": "A cousin"}, who=who).status == 201
    return path


def taken_back(site: Site, path: str, who: str, **changes: Any) -> Answer:
    """The first tie to the application's person, as a manager sees it."""
    tie = site.get(f"{path}/conflicts", who="manager mia").body["conflicts"][0]
    body = {"by": tie["by"], "at": tie["at"], "reason": REASON} | changes
    return site.post(f"{path}/conflicts/taken-back", body, who=who)


def test_a_manager_takes_it_back_and_both_entries_stay(site: Site) -> None:
    path = declared(site, "mistaken")
    site.do("approver ari", "approve_award", application="mistaken", refused="SAME-PERSON")
    assert taken_back(site, path, "manager mia").status == 200
    assert site.get(f"{path}/conflicts", who="manager mia").body["conflicts"] == []
    site.do("approver ari", "approve_award", application="mistaken")
    events = person_events.events_of(site.folder("mistaken").application.person_id)
    first, second = [each for each in events if "conflict" in each.action]
    assert (first.action, first.note) == ("declare_conflict", "A cousin")
    assert (second.action, second.actor, second.note) == ("take_back_conflict", f"staff-{mark('mia')}", REASON)
    assert second.detail == {"declared_by": first.actor, "declared_at": first.at.isoformat()}


def test_never_by_whoever_declared_it_or_has_a_tie_or_is_the_applicant(site: Site) -> None:
    path = declared(site, "kept", "approver mel")
    for who in ("reviewer mel", "approver olu", "dhcs dana", "admin ada"):
        assert taken_back(site, path, who).code == "NOT-ALLOWED", who
    assert taken_back(site, path, "manager mel").code == "SAME-PERSON"
    assert taken_back(site, path, "manager kept").code == "SAME-PERSON"
    assert site.post(f"{path}/conflicts", {}, who="approver tom").status == 201
    refused = taken_back(site, path, "manager tom")
    assert (refused.code, refused.body["field"]) == ("SAME-PERSON", "conflict")
    assert len(site.get(f"{path}/conflicts", who="manager mia").body["conflicts"]) == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"by": "staff-nobody"}, "NOT-FOUND"),
        ({"at": "2026-01-01T00:00:00Z"}, "NOT-FOUND"),
        ({"at": "2026-02-29T00:00:00Z"}, "INVALID"),
        ({"reason": "   "}, "INVALID"),
        ({"reason": "x" * 501}, "INVALID"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_and_changes_nothing(site: Site, change: dict[str, str], code: str) -> None:
    path = declared(site, f"does not fit {mark(repr(change))}")
    before = site.fingerprint()
    assert taken_back(site, path, "manager mia", **change).code == code
    assert site.fingerprint() == before


def test_one_declared_again_since_is_another_one(site: Site) -> None:
    path = declared(site, "again")
    (first,) = site.get(f"{path}/conflicts", who="manager mia").body["conflicts"]
    assert taken_back(site, path, "manager mia").status == 200
    site.clock.tick(1)
    assert site.post(f"{path}/conflicts", {}, who="approver ari").status == 201
    assert taken_back(site, path, "manager mia", at=first["at"]).code == "NOT-FOUND"
    site.do("approver ari", "approve_award", application="again", refused="SAME-PERSON")


def test_it_binds_whoever_stands_in_too(site: Site) -> None:
    site.identity("intake deputy"), site.identity("approver away")
    path = declared(site, "covered", "approver away")
    body = {"role": "approver", "stand_in": email_of("deputy"), "starts": site.in_days(0), "ends": site.in_days(6)}
    assert site.post("/v1/delegations", body | {"reason": "On leave"}, who="approver away").status == 201
    site.do("intake deputy", "approve_award", application="covered", refused="SAME-PERSON")
    entry = f"/v1/work/approve_award/{site.application('covered')}"
    assert site.post(f"{entry}/taking", {}, who="intake deputy").code == "SAME-PERSON"
    assert taken_back(site, path, "manager mia").status == 200
    assert site.post(f"{entry}/taking", {}, who="intake deputy").status == 200
    site.do("intake deputy", "approve_award", application="covered")


def test_who_has_one_does_not_see_who_it_is(site: Site) -> None:
    application = site.apply("Tied O'Brien", pathway="reciprocity")
    reviewer, person_id = staff_member(site, Role.REVIEWER), site.folder("Tied O'Brien").application.person_id
    letter = site.notice("Tied O'Brien").id
    paths = [f"/staff/people/{person_id}", f"/staff/letters/{letter}"]
    paths += [f"/staff/applications/{application}{more}" for more in ("", "/documents")]
    assert ["O'Brien" in reviewer.get(path).words for path in paths] == [True, True, True, False]
    form = reviewer.get(f"/staff/work/review/{application}").form("/conflict")
    assert "It is recorded." in reviewer.post(form).words
    assert [reviewer.get(path).status for path in paths] == [403, 403, 200, 403]
    assert all("O'Brien" not in reviewer.get(path).words for path in paths)
    found = reviewer.post(reviewer.get("/staff/search").form("/staff/search").say(sought="o'brien tied"))
    assert "Not shown here, because you have a tie to them: 1." in found.words
    assert "Tied O'Brien" not in found.words
    assert person_id not in found.text
    assert "Nothing was found." not in found.words


def test_a_search_names_everybody_else(site: Site) -> None:
    declared(site, "Quentin Ñandú", "reviewer tess")
    site.apply("Quentin Otherwise")
    both = ["Quentin Otherwise", "Quentin Ñandú"]
    for who, named, tied in (("reviewer tess", both[:1], 1), ("reviewer rosa", both, 0)):
        found = site.send("POST", "/v1/searches", {"sought": "quentin"}, who=who, headers={}).body
        assert (sorted(each["legal_name"] for each in found["people"]), found["tied"]) == (named, tied)


def test_who_has_one_gives_them_no_code_and_settles_no_message_of_theirs(site: Site) -> None:
    declared(site, "reached by others", "reviewer tess")
    person, notice = site.folder("reached by others").application.person_id, site.bounced("reached by others").id
    for path, body in (
        (f"/v1/people/{person}/access-code", {"note": "Knew the birth date."}),
        (f"/v1/work/undelivered/{notice}/taking", {}),
        (f"/v1/notices/{notice}/deliveries", {"way": "told", "reason": "Met them."}),
    ):
        assert site.post(path, body, who="reviewer tess").code == "SAME-PERSON", path
        assert site.post(path, body, who="reviewer rosa").status < 300, path


def test_on_the_page_with_nothing_typed_lost(site: Site) -> None:
    application = declared(site, "Paged O'Neil").rpartition("/")[2]
    manager = staff_member(site, Role.MANAGER)
    trail = manager.get(f"/staff/audit?kind=application&id={application}")
    page = manager.get(trail.link("/conflicts"))
    assert "A cousin" in page.words
    assert "O'Neil" not in page.words
    refused = manager.post(page.form("/taken-back").say(reason="<b>" * 200))
    assert (refused.status, refused.form("/taken-back").fields["reason"]) == (422, "<b>" * 200)
    done = manager.post(page.form("/taken-back").say(reason=REASON))
    assert "The tie is taken back." in done.words
    assert "Nobody has said that they have a tie to this person." in done.words
    gone = manager.post(page.form("/taken-back").say(reason=REASON, key="anotherkey1"))
    assert gone.status == 404
    auditor = staff_member(site, Role.AUDITOR).get(f"/staff/audit?kind=application&id={application}")
    assert "/conflicts" not in auditor.text
