"""Whoever may not act any more is refused at the next request; money needs a fresh sign-in; a colleague stands in."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import PERMISSIONS, Operation
from chalicelib.domain.roles import Role
from chalicelib.store import access_log, staff
from local.player.people import email_of, mark
from local.virtual.directory import disable, enroll, take_out
from tests.service.site import AwsCall, Site, calls_seen, open_site
from tests.service.test_identity import bearer, signed

pytestmark = pytest.mark.xdist_group("staff-standing")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


def review_list(site: Site, who: str) -> tuple[int, str | None]:
    answer = site.get("/v1/work/review", who=who)
    return answer.status, answer.code


class TestToken:
    def test_a_group_taken_away_is_gone_with_the_next_request(self, site: Site) -> None:
        assert review_list(site, "reviewer gone") == (200, None)
        take_out(mark("gone"), "reviewer")
        assert review_list(site, "reviewer gone") == (403, "NOT-ALLOWED")

    def test_a_group_given_since_needs_a_new_sign_in(self, site: Site) -> None:
        assert site.get("/v1/work/approve_award", who="reviewer promoted").code == "NOT-ALLOWED"
        enroll(mark("promoted"), mark("promoted"), "promoted@example.org", ["approver"])
        assert site.get("/v1/work/approve_award", who="reviewer promoted").code == "NOT-ALLOWED"

    def test_a_disabled_account_and_one_that_never_was_are_nobody(self, site: Site) -> None:
        assert review_list(site, "reviewer disabled") == (200, None)
        disable(mark("disabled"))
        assert review_list(site, "reviewer disabled") == (401, "NOT-ALLOWED")
        for account in ("nobody", "", None):
            answer = site.get("/v1/work/review", **bearer(signed(site, {"cognito:username": account})))
            assert (answer.status, answer.code) == (401, "NOT-ALLOWED"), account

    def test_a_token_of_before_the_account_was_signed_out_is_refused(self, site: Site) -> None:
        who = "reviewer lost-laptop"
        assert review_list(site, who) == (200, None)
        old = site.identity(who)
        site.clock.tick(60)
        ended = site.post(f"/v1/staff/staff-{mark('never-came')}/sign-out", {}, who="admin ada")
        assert ended.code == "NOT-FOUND", "it never signed in"
        assert site.post("/v1/sign-out-everywhere", {}, **old).status == 200
        assert site.get("/v1/work/review", **old).status == 401
        site.clock.tick(60)
        now = int(time.time()) + 30
        renewed = {"sub": mark("lost-laptop"), "cognito:username": mark("lost-laptop"), "iat": now - 30}
        good = signed(site, renewed | {"auth_time": now})
        assert site.get("/v1/work/review", **bearer(good)).status == 200
        early = signed(site, renewed | {"auth_time": now - 600})
        assert site.get("/v1/work/review", **bearer(early)).status == 401, "renewed, not signed in again"

    def test_that_somebody_signed_in_is_noted_once_a_day(self, site: Site) -> None:
        who, noted = "reviewer api-only", []
        for seconds in (0, 1, 60, 24 * 3600):
            site.clock.tick(seconds)
            with calls_seen() as seen:
                assert review_list(site, who) == (200, None)
            noted.append(sum(call.operation == "TransactWriteItems" for call in seen))
        assert noted == [1, 0, 0, 1]
        last = staff.standing_of(f"staff-{mark('api-only')}").last_sign_in
        assert last
        assert pacific_date(last) == pacific_date(site.clock.now())
        take_out(mark("api-only"), "reviewer")
        ended = site.post(f"/v1/staff/staff-{mark('api-only')}/sign-out", {}, who="admin ada")
        assert ended.status == 200

    def test_what_it_costs_is_known(self, site: Site) -> None:
        with calls_seen() as seen:
            assert review_list(site, "reviewer rosa") == (200, None)
        asked = [call.operation for call in seen if _is_about_staff(call)]
        assert asked == ["AdminGetUser", "AdminListGroupsForUser", "Query"]


def _is_about_staff(call: AwsCall) -> bool:
    about = call.params.get("ExpressionAttributeValues", {}).get(":pk") == {"S": "STAFF"}
    return call.function == "APIHandler" and (call.service == "cognito-idp" or about)


class TestFreshSignIn:
    def allot(self, site: Site, **claims: Any) -> Any:
        changes = {"cognito:groups": ["dhcs"], "sub": mark("dana"), "cognito:username": mark("dana"), **claims}
        site.identity("dhcs dana")
        body = {"seats": 1, "cents": 185_000, "reference": "LETTER-1"}
        return site.post("/v1/pools/initial/statewide/allotments", body, **bearer(signed(site, changes)))

    def test_money_needs_one_of_the_last_quarter_of_an_hour(self, site: Site) -> None:
        now = int(time.time())
        assert self.allot(site, auth_time=now - 14 * 60).status == 201
        before = site.fingerprint()
        for told in ({"auth_time": now - 15 * 60 - 5}, {"auth_time": None}, {"auth_time": "now"}, {"auth_time": True}):
            refused = self.allot(site, **told)
            assert (refused.status, refused.code) == (401, "SIGN-IN-AGAIN"), told
            assert refused.headers["www-authenticate"].endswith('max_age="900"')
        assert site.fingerprint() == before

    def test_reading_does_not(self, site: Site) -> None:
        token = signed(site, {"auth_time": int(time.time()) - 3000})
        assert site.get("/v1/work/review", **bearer(token)).status == 200


def absence(site: Site, role: str, stand_in: str, **changes: Any) -> dict[str, Any]:
    body = {"role": role, "stand_in": email_of(stand_in), "starts": site.in_days(0), "ends": site.in_days(6)}
    return body | {"reason": "On leave"} | changes


class TestDelegation:
    def delegate(self, site: Site, who: str, body: dict[str, Any]) -> Any:
        return site.post("/v1/delegations", body, who=who)

    def test_a_colleague_decides_and_it_counts_as_done_by_both(self, site: Site) -> None:
        site.identity("preparer sub"), site.identity("approver away")
        assert site.get("/v1/work/approve_award", who="preparer sub").code == "NOT-ALLOWED"
        made = self.delegate(site, "approver away", absence(site, "approver", "sub"))
        assert made.status == 201, made
        assert site.get("/v1/work/approve_award", who="preparer sub").status == 200
        site.apply("covered")
        site.do("preparer sub", "approve_award", application="covered")
        event = site.events("covered", "approve_award")[0]
        assert event["actor"] == f"staff-{mark('sub')} for staff-{mark('away')}"
        award = site.folder("covered").award
        assert award is not None
        assert award.approved_by == event["actor"]
        ended = site.post(f"/v1/delegations/{made.body['delegation_id']}/end", {}, who="approver away")
        assert ended.status == 200
        assert site.get("/v1/work/approve_award", who="preparer sub").code == "NOT-ALLOWED"
        told = [each["action"] for each in access_log.access_events()]
        assert told[-2:] == ["delegate_role", "end_delegation"]
        assert access_log.access_log_verifies()

    def test_neither_of_the_two_checks_what_was_done_for_one_of_them(self, site: Site) -> None:
        """Who reviews for rosa has reviewed as rosa, too: neither approves."""
        site.identity("preparer deputy"), site.identity("reviewer rho")
        assert self.delegate(site, "reviewer rho", absence(site, "reviewer", "deputy")).status == 201
        site.apply("checked", pathway="reciprocity")
        site.do("preparer deputy", "review", application="checked", finding="eligible")
        for who in ("approver deputy", "approver rho"):
            site.do(who, "approve_award", application="checked", refused="SAME-PERSON")
        site.apply("own role")
        site.do("approver rho", "approve_award", application="own role")
        assert site.events("own role", "approve_award")[0]["actor"] == f"staff-{mark('rho')}", "nobody else is named"

    def test_whoever_stands_in_never_decides_for_the_applicant_they_stand_in_for(self, site: Site) -> None:
        site.identity("preparer friend"), site.identity("approver self")
        site.apply("self")
        assert self.delegate(site, "approver self", absence(site, "approver", "friend")).status == 201
        site.do("preparer friend", "approve_award", application="self", refused="SAME-PERSON")

    def test_it_begins_and_ends_by_itself(self, site: Site) -> None:
        site.identity("preparer later"), site.identity("approver soon")
        days = {"starts": site.in_days(3), "ends": site.in_days(4)}
        assert self.delegate(site, "approver soon", absence(site, "approver", "later", **days)).status == 201
        seen = {}
        for day in range(6):
            seen[day] = site.get("/v1/work/approve_award", who="preparer later").status
            site.jump(1)
        assert seen == {0: 403, 1: 403, 2: 403, 3: 200, 4: 200, 5: 403}

    def test_it_ends_with_the_right_of_whoever_is_away(self, site: Site) -> None:
        site.identity("preparer still"), site.identity("approver left")
        assert self.delegate(site, "approver left", absence(site, "approver", "still")).status == 201
        assert site.get("/v1/work/approve_award", who="preparer still").status == 200
        take_out(mark("left"), "approver")
        assert site.get("/v1/work/approve_award", who="preparer still").status == 403

    def test_it_is_not_passed_on(self, site: Site) -> None:
        site.identity("preparer third"), site.identity("preparer second"), site.identity("approver first")
        assert self.delegate(site, "approver first", absence(site, "approver", "second")).status == 201
        refused = self.delegate(site, "preparer second", absence(site, "approver", "third"))
        assert (refused.code, refused.body["field"]) == ("NOT-ALLOWED", "role")

    def test_a_manager_arranges_it_but_not_for_themselves_and_not_what_decides_on_managers(self, site: Site) -> None:
        for who in ("manager mia", "dhcs dana", "approver ill", "preparer helper", "appeals_officer lee"):
            site.identity(who)
        body = absence(site, "approver", "helper", absent=email_of("ill"))
        assert self.delegate(site, "reviewer rosa", body).code == "NOT-ALLOWED"
        assert self.delegate(site, "manager mia", body | {"stand_in": email_of("mia")}).code == "SAME-PERSON"
        assert self.delegate(site, "manager mia", body | {"stand_in": email_of("ill")}).code == "SAME-PERSON"
        wrong = absence(site, "dhcs", "lee", absent=email_of("dana"))
        assert self.delegate(site, "manager mia", wrong).code == "NOT-ALLOWED"
        nothing = absence(site, "reviewer", "helper", absent=email_of("ill"))
        assert self.delegate(site, "manager mia", nothing).body["field"] == "absent"
        assert self.delegate(site, "manager mia", body).status == 201
        assert self.delegate(site, "manager mia", body).code == "WRONG-STATE", "twice"

    @pytest.mark.parametrize(
        ("role", "other"),
        [
            ("preparer", "payment_approver"),
            ("payment_approver", "reconciler"),
            ("reviewer", "approver"),
            ("dhcs", "manager"),
            ("approver", "auditor"),
            ("approver", "admin"),
            ("approver", "county"),
            ("approver", "provider"),
            ("approver", "dhcs_monitor"),
            ("approver", "system"),
        ],
    )
    def test_roles_that_check_each_other_never_meet_in_one_person(self, site: Site, role: str, other: str) -> None:
        site.identity(f"{other} {other}-person")
        body = absence(site, role, f"{other}-person")
        refused = self.delegate(site, f"{role} {role}-holder", body)
        assert (refused.code, refused.body["field"]) == ("INVALID", "stand_in")

    def test_a_second_role_given_later_switches_it_off(self, site: Site) -> None:
        site.identity("preparer mover"), site.identity("approver kept")
        assert self.delegate(site, "approver kept", absence(site, "approver", "mover")).status == 201
        assert site.get("/v1/work/approve_award", who="preparer mover").status == 200
        site.identity("reviewer mover")
        both = {"cognito:groups": ["preparer", "reviewer"], "sub": mark("mover"), "cognito:username": mark("mover")}
        assert site.get("/v1/work/approve_award", **bearer(signed(site, both))).status == 403
        assert site.get("/v1/work/review", **bearer(signed(site, both))).status == 200

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"starts": -1}, "starts"),
            ({"ends": -1}, "ends"),
            ({"starts": 5, "ends": 4}, "ends"),
            ({"ends": 92}, "ends"),
            ({"ends": "9999-12-31"}, "ends"),
            ({"starts": "9999-12-31", "ends": "9999-12-30"}, "ends"),
            ({"stand_in": "nobody@example.org"}, "stand_in"),
            ({"stand_in": 'a"b@example.org'}, "stand_in"),
            ({"role": "auditor"}, "role"),
            ({"role": "applicant"}, "role"),
            ({"reason": " "}, "reason"),
            ({"reason": "x" * 501}, "reason"),
        ],
    )
    def test_bad_input_is_named(self, site: Site, change: dict[str, Any], field: str) -> None:
        site.identity("preparer pat")
        days = {name: site.in_days(value) if isinstance(value, int) else value for name, value in change.items()}
        refused = self.delegate(site, "reviewer input", absence(site, "reviewer", "pat") | days)
        assert refused.code in ("INVALID", "NOT-ALLOWED")
        assert refused.body["field"] == field

    def test_only_those_concerned_see_it_and_end_it(self, site: Site) -> None:
        site.identity("preparer one"), site.identity("approver two")
        made = self.delegate(site, "approver two", absence(site, "approver", "one", reason="Surgery of a child"))
        path = f"/v1/delegations/{made.body['delegation_id']}"
        for who, reads in (("preparer one", True), ("manager mia", True), ("reconciler ren", False)):
            listed = site.get("/v1/delegations", who=who).text
            assert ("Surgery" in listed) is reads, who
        for who in ("auditor abe", "admin ada", "privacy_officer pia"):
            listed = site.get("/v1/delegations", who=who).text
            assert made.body["delegation_id"] in listed
            assert "Surgery" not in listed, "why somebody is away is for their colleagues"
        assert site.get("/v1/delegations", who="county fresno").code == "NOT-ALLOWED"
        assert site.post(f"{path}/end", {}, who="reconciler ren").code == "NOT-ALLOWED"
        assert site.post(f"{path}/end", {}, who="manager mia").status == 200
        assert site.post(f"{path}/end", {}, who="manager mia").code == "WRONG-STATE"
        assert site.post("/v1/delegations/01HZ/end", {}, who="manager mia").code == "NOT-FOUND"


def test_an_administrator_has_no_business_rights() -> None:
    allowed = {operation for operation, roles in PERMISSIONS.items() if Role.ADMIN in roles}
    accounts = {Operation.END_SESSIONS, Operation.REVIEW_ACCESS, Operation.READ_ACCESS, Operation.READ_DELEGATIONS}
    own = {Operation.READ_PUBLIC, Operation.SIGN_IN, Operation.SIGN_OUT_EVERYWHERE, Operation.READ_OWN_ACCOUNT}
    assert allowed == accounts | own
