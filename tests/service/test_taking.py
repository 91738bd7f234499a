"""Whatever waits on a work list can be taken up: then nobody else decides it until it is given back."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from chalicelib.domain.permissions import PERMISSIONS, Operation
from chalicelib.services.find_work import UNLESS_WAITING
from chalicelib.services.list_work import LISTS
from tests.pages.stock import staff_member
from tests.service.site import Site, mail_report, open_site
from tests.service.test_list_costs import fill_every_list
from tests.service.visitor import Fields, Shown, Visitor

pytestmark = pytest.mark.xdist_group("taking")

TOGETHER = {"prepare_batch"}
"""All its bills are put into one batch: nobody decides about one of them."""


@dataclass(frozen=True)
class Decision:
    """A form of a list or of an entry's page, with what is said in it."""

    form: str
    said: Fields = field(default_factory=dict)
    never: str = ""
    """Who may not decide it: they made it, or had a part in what it is about."""


DECISIONS = {
    "review": Decision("/review", {"finding": "eligible", "note": "Seen."}),
    "papers": Decision("/check", {"finding": "accepted"}),
    "approve_award": Decision("/approve-award"),
    "extend_award": Decision("/approve-extension", never="approver mia"),
    "approve_claim": Decision("/approve-claim"),
    "approve_batch": Decision("/approve", never="payment_approver pat"),
    "settle": Decision("/settle", never="reconciler pat"),
    "codes": Decision("/access-code", {"note": "Knew the birth date."}),
    "decide_reallocation": Decision("/decide", {"decision": "reject", "reason": "Not now."}, "dhcs mia"),
    "warnings": Decision("/acknowledge", {"reason": "Known."}),
    "letters": Decision("/delivery", {"way": "mailed"}),
    "undelivered": Decision("/delivery", {"way": "told", "reason": "Called."}),
    "undelivered mail": Decision("/settled", {"reason": "Called."}),
    "code_letters": Decision("/told", {"reason": "Came to the desk."}),
    "nomination_match": Decision("/decision", {"same": "no"}),
    "intake": Decision("/decision", {"decision": "confirm"}, "intake ivy"),
    "intake_returned": Decision("/decision", {"decision": "set_aside", "reason": "It came twice."}),
    "decide_appeal": Decision("/decision", {"outcome": "uphold", "text": "We looked again."}, "appeals_officer ari"),
}
"""By list; a word behind it tells entries of one list apart."""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site() as opened:
        fill_every_list(opened)
        opened.job("MailEvents", mail_report({"about": "round_open", "benefit": "initial"}, message="told"))
        yield opened
        opened.check_books()


def test_every_list_whose_entries_are_decided_one_by_one_is_among_these() -> None:
    lists = {each.split()[0] for each in DECISIONS}
    assert lists == set(UNLESS_WAITING) == set(LISTS) - TOGETHER
    assert {LISTS[name].role for name in lists} == PERMISSIONS[Operation.TAKE_WORK]


def subject_of(site: Site, each: str) -> str:
    """The entry of this kind that waits longest."""
    name, _, kind = each.partition(" ")
    items = site.get(f"/v1/work/{name}", who=f"{LISTS[name].role} cy").body["items"]
    return str(next(item["id"] for item in items if not kind or "application_id" not in item))


def list_seen_by(staff: Visitor, name: str) -> Shown:
    return staff.get(f"/staff/work/{name}")


def decide(staff: Visitor, where: Shown, subject: str, decision: Decision) -> Shown:
    """By the form of this entry, in its row of the list or on a page of its own."""
    forms = [form for form in where.forms if form.action.endswith(decision.form)]
    about = [form for form in forms if subject.partition(".")[0] in form.action]
    return staff.post((about or forms)[0].say(**decision.said))


def keep_it_through_the_api(site: Site, name: str, subject: str, never: str) -> None:
    """The same for who sends requests: once a key, by the right role, and by nobody who may not decide it."""
    path, worker = f"/v1/work/{name}/{subject}", LISTS[name].role.value
    first = site.post(f"{path}/taking", {}, who=f"{worker} cy", key=f"take {subject}")
    assert (first.status, first.body) == (200, {"status": "taken"})
    assert site.post(f"{path}/taking", {}, who=f"{worker} cy", key=f"take {subject}") == first
    assert site.post(f"{path}/taking", {}, who=f"{worker} dee").code == "TAKEN-UP"
    assert site.post(f"{path}/release", {}, who=f"{worker} dee").status == 200, "another's gives nothing back"
    listed = site.get(f"/v1/work/{name}", who=f"{worker} dee").body["items"]
    assert [item["id"] for item in listed if "taken_until" in item] == [subject]
    assert site.post(f"{path}/taking", {}, who="preparer pat").code == "NOT-ALLOWED"
    assert site.post(f"{path}/release", {}, who=f"{worker} cy").body["status"] == "released"
    assert not never or site.post(f"{path}/taking", {}, who=never).code == "SAME-PERSON"


@pytest.mark.parametrize("each", DECISIONS)
def test_who_has_taken_it_up_keeps_others_from_deciding_until_it_is_given_back(site: Site, each: str) -> None:
    name, decision, subject = each.split(maxsplit=1)[0], DECISIONS[each], subject_of(site, each)
    ann, ben = (staff_member(site, LISTS[name].role, called=called) for called in ("ann", "ben"))
    keep_it_through_the_api(site, name, subject, decision.never)

    hers = ann.post(list_seen_by(ann, name).form(f"/{subject}/take"))
    assert "It is yours for now." in hers.words
    assert "by you, until" in list_seen_by(ann, name).words

    seen = list_seen_by(ben, name)
    assert "by a colleague (staff-ann" in seen.words
    assert not [form for form in seen.forms if form.action.endswith(f"/{subject}/take")]
    refused = decide(ben, ben.get(hers.path), subject, decision)
    assert (refused.status, "A colleague is working on this now." in refused.words) == (409, True)

    assert "It is given back." in ann.post(list_seen_by(ann, name).form(f"/{subject}/release")).words
    his = ben.post(list_seen_by(ben, name).form(f"/{subject}/take"))
    late = decide(ann, ann.get(hers.path), subject, decision)
    assert late.status == 409
    done = decide(ben, his, subject, decision)
    assert (done.status, "It is yours" in done.words) == (200, False)
    assert not [row for row in site.rows() if row["pk"]["S"] == f"TAKEN#{subject}"], "given back by deciding"


def test_what_is_no_list_or_does_not_wait_on_it_cannot_be_taken_up(site: Site) -> None:
    applied = site.apply("waits for nobody", ethics_signed=False)
    for path, told in (
        (f"review/{applied}", (409, "WRONG-STATE")),
        ("review/nothing", (404, "NOT-FOUND")),
        (f"review/{'x' * 3000}", (404, "NOT-FOUND")),
        (f"nothing/{applied}", (404, "NOT-FOUND")),
        (f"approve_award/{applied}", (403, "NOT-ALLOWED")),
    ):
        for what in ("taking", "release"):
            answer = site.post(f"/v1/work/{path}/{what}", {}, who="reviewer rosa")
            gives_nothing_back = what == "release" and path == f"review/{applied}"
            assert gives_nothing_back or (answer.status, answer.code) == told, path
    assert site.post("/v1/work/prepare_batch/x/taking", {}, who="preparer pat").code == "NOT-ALLOWED"
