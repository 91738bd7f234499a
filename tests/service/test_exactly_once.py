"""A request repeated, or made many times at once, has one effect; and where many want one thing, one gets it."""

import functools
from collections import Counter
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.states import ApplicationStatus
from chalicelib.services import accept_award as accepting
from tests.service.audited import OF, UNTOLD, operation_of, told_by
from tests.service.operations import OPERATIONS, Ask, new_person
from tests.service.site import INITIAL, PLENTY, Answer, Site, at_once, calls_seen, open_site
from tests.service.test_fields import told_too_much

pytestmark = pytest.mark.xdist_group("exactly-once")

THREADS = 8
REGIONS = ("los-angeles", "central", "superior", "southern")
LAST_SEAT, BACK, STORM, ALONE = (f"specialization-crisis-care/{region}" for region in REGIONS)
ONE_SEAT = {"seats": 1, "cents": 160_000}
POOLS = {
    INITIAL: PLENTY,
    "grandparenting/statewide": {"seats": 50, "cents": 1_250_000},
    LAST_SEAT: ONE_SEAT,
    BACK: ONE_SEAT,
    ALONE: ONE_SEAT,
    STORM: {"seats": THREADS, "cents": THREADS * 160_000},
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site(POOLS) as opened:
        yield opened
        opened.check_books()
        opened.check_workflows()


RACED = (
    "submit",
    "submit a second",
    "approve_award",
    "accept",
    "approve_extension",
    "charge_fee",
    "approve_claim",
    "prepare_batch",
    "approve_batch",
    "settle",
    "decide_reallocation",
    "confirm_letter",
    "confirm_intake",
    "return_payment",
    "ask_again",
    "decide_appeal",
    "cancel_class",
    "ask_place",
    "confirm_place",
)
every_operation = pytest.mark.parametrize("name", OPERATIONS)
every_raced = pytest.mark.parametrize("name", RACED)


class TestSameKey:
    @every_operation
    def test_the_second_time_gets_the_first_answer_and_changes_nothing(self, site: Site, name: str) -> None:
        operation, person = OPERATIONS[name], f"twice {name}"
        ask = operation.prepare(site, person)
        with calls_seen() as seen:
            first = ask.send(site, f"twice-{name}")
            site.aws.settle()
        assert operation_of(ask.path) is OF[name]
        assert told_by(seen) - {SYSTEM.id} or name in UNTOLD, "no event says who did it"
        before = site.fingerprint()
        second = ask.send(site, f"twice-{name}")
        site.aws.settle()
        assert first.status in (200, 201), first
        assert told_too_much(ask, first) == []
        assert second == first
        assert operation.effects(site, person) == 1
        assert site.fingerprint() == before

    @every_operation
    def test_with_another_body_is_refused_and_changes_nothing(self, site: Site, name: str) -> None:
        operation, person = OPERATIONS[name], f"other {name}"
        ask = operation.prepare(site, person)
        assert ask.send(site, f"other-{name}").status in (200, 201)
        site.aws.settle()
        before = site.fingerprint()
        refused = ask.said_differently.send(site, f"other-{name}")
        assert (refused.status, refused.code) == (409, "KEY-REUSED")
        assert refused.body["field"] == "Idempotency-Key"
        assert site.fingerprint() == before

    @every_raced
    def test_eight_at_once_have_one_effect_and_one_answer(self, site: Site, name: str) -> None:
        operation, person = OPERATIONS[name], f"same {name}"
        ask = operation.prepare(site, person)
        answers = at_once([functools.partial(ask.send, site, f"same-{name}")] * THREADS)
        site.aws.settle()
        assert {answer.status for answer in answers} <= {200, 201}, answers
        assert len({answer.text for answer in answers}) == 1
        assert operation.effects(site, person) == 1

    def test_a_lost_reply_brings_the_same_access_code(self, site: Site) -> None:
        ask = new_person(site, "lost reply")
        first, second = (ask.send(site, "lost") for _ in range(2))
        assert first.body["access_code"] == second.body["access_code"]
        site.know("lost reply", second.body)
        assert site.get("/v1/status", who="applicant lost reply").status == 200

    def test_belongs_to_the_one_who_sent_it(self, site: Site) -> None:
        """Two people may use the same key: each is answered for what they asked themselves."""
        path = f"/v1/applications/{site.apply('two approvers')}/award-approval"
        assert site.post(path, {}, key="shared", who="approver ari").status == 200
        assert site.post(path, {}, key="shared", who="approver olu").code == "WRONG-STATE"

    def test_after_a_refusal_can_be_used_for_the_mended_request(self, site: Site) -> None:
        body = site.form("mended")
        assert site.post("/v1/applications", body | {"benefit": "nothing"}, key="mended").status == 422
        assert site.post("/v1/applications", body, key="mended").status == 201


class TestOtherKeys:
    @pytest.mark.parametrize("name", [name for name in RACED if name != "submit"])
    def test_of_eight_at_once_one_has_an_effect(self, site: Site, name: str) -> None:
        operation, person = OPERATIONS[name], f"race {name}"
        ask = operation.prepare(site, person)
        answers = at_once([functools.partial(ask.send, site, f"race-{name}-{n}") for n in range(THREADS)])
        site.aws.settle()
        refused = [answer.code for answer in answers if answer.status >= 400]
        assert len(refused) == THREADS - 1, answers
        assert set(refused) <= operation.refusals
        assert operation.effects(site, person) == 1

    def test_whoever_looked_too_early_is_told_what_happened_since(self, site: Site) -> None:
        """The award is read, then accepted by another request, and only then the pool is read: it holds nothing more
        to accept, which is no lack of money."""
        path = award_path(site, "looked early", "San Diego")
        decide = vars(accepting)["award_decision"]
        other: list[Answer] = []

        def decide_late(*args: Any, **kwargs: Any) -> Any:
            if not other:
                other.append(Answer(0, {}, "begun"))
                other.append(site.post(path, {}, who="applicant looked early"))
            return decide(*args, **kwargs)

        with patch.object(accepting, "award_decision", decide_late):
            assert site.post(path, {}, who="applicant looked early").code == "WRONG-STATE"
        assert other[1].status == 200
        site.aws.settle()
        site.do("applicant looked early", "decline", award="looked early")

    def test_accept_and_decline_at_once_end_in_one_of_the_two(self, site: Site) -> None:
        award = site.award("torn", accepted=False)
        asks = [Ask(f"/v1/awards/{award}/{verb}", {}, "applicant torn") for verb in ("acceptance", "decline") * 4]
        answers = at_once([functools.partial(ask.send, site, f"torn-{n}") for n, ask in enumerate(asks)])
        site.aws.settle()
        accepted, declined = len(site.events("torn", "accept_award")), len(site.events("torn", "decline_award"))
        # Declining is possible after acceptance too; nothing is possible after declining.
        assert (accepted, declined) in ((0, 1), (1, 1)), answers
        assert site.folder("torn").application.status is ApplicationStatus.CLOSED


class TestOneOfMany:
    def test_the_last_seat_goes_to_one_of_eight(self, site: Site) -> None:
        names = [f"racer {n}" for n in range(THREADS)]
        benefit = "specialization-crisis-care"
        asks = [Ask("/v1/applications", site.form(name, benefit, county="Los Angeles"), None) for name in names]
        answers = at_once([functools.partial(ask.send, site, f"seat-{n}") for n, ask in enumerate(asks)])
        site.aws.settle()
        for name, answer in zip(names, answers, strict=True):
            assert answer.status == 201, answer
            site.know(name, answer.body)
        awarded = [name for name in names if site.folder(name).award]
        assert len(awarded) == 1
        positions = [site.stage.status_of(name).get("queue_position") for name in names]
        assert sorted(positions, key=lambda at: at or 0) == [None, *range(1, THREADS)]
        assert len(site.postings(LAST_SEAT, "pick")) == 1
        site.check_books()

    def test_whoever_is_next_gets_the_seat_that_comes_back(self, site: Site) -> None:
        names = [f"waiting {n}" for n in range(4)]
        for name in names:
            site.apply(name, "specialization-crisis-care", county="Fresno")
        answers = at_once(
            [
                functools.partial(
                    site.post, f"/v1/applications/{site.application(name)}/withdrawal", {}, who=f"applicant {name}"
                )
                for name in names[:3]
            ]
        )
        site.aws.settle()
        assert [answer.status for answer in answers] == [200] * 3
        reserved = [site.folder(name).application.status is ApplicationStatus.QUEUED for name in names]
        assert reserved == [False, False, False, True]
        assert site.folder(names[3]).award
        site.check_books()

    def test_nobody_is_turned_away_because_others_decide_at_the_same_time(self, site: Site) -> None:
        """Eight awards of one pool are accepted at once: each moves the same balance."""
        names = [f"storm {n}" for n in range(THREADS)]
        paths = [award_path(site, name) for name in names]
        answers = at_once(
            [
                functools.partial(site.post, path, {}, who=f"applicant {name}")
                for path, name in zip(paths, names, strict=True)
            ]
        )
        site.aws.settle()
        assert Counter(answer.status for answer in answers) == {200: THREADS}, answers
        assert len(site.postings(STORM, "accept_award")) == THREADS
        site.check_books()


def award_path(site: Site, name: str, county: str = "Shasta") -> str:
    award = site.award(name, "specialization-crisis-care", county=county, accepted=False)
    return f"/v1/awards/{award}/acceptance"
