"""Staff pages: signing in at Cognito, work lists, decisions and their refusals, payments, the report."""

import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chalicelib.domain.roles import Role
from chalicelib.services import sign_in_staff
from chalicelib.web.visit import TOKEN_FIELD
from tests.service.test_identity import by_hand, part_of
from tests.service.visitor import BASE, Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("pages-staff")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


class Cognito:
    """The sign-in service: what the site asked of it, and the token it gives."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch, role: str, **claims: Any) -> None:
        self._world, self._role, self._claims = world, role, claims
        self.asked: dict[str, str] = {}
        monkeypatch.setattr(sign_in_staff, "identity_token", self._token)

    def send_away(self, visitor: Visitor) -> None:
        """The visitor is sent to the sign-in page."""
        answer = visitor.send("GET", "/staff/sign-in")
        address = urlsplit(answer.headers["location"])
        assert answer.status == 303
        assert not answer.headers["location"].startswith(BASE)
        self.asked = {name: values[0] for name, values in parse_qs(address.query).items()}

    def come_back(self, visitor: Visitor, **query: str) -> Shown:
        answers = {"state": self.asked["state"], "code": "given-by-cognito", **query}
        return visitor.get("/staff/callback?" + "&".join(f"{name}={value}" for name, value in answers.items()))

    def _token(self, code: str, redirect_uri: str, verifier: str) -> str:
        assert (code, redirect_uri) == ("given-by-cognito", self.asked["redirect_uri"])
        assert len(verifier) >= 43
        return self.token()

    def token(self) -> str:
        """What the service gives for this sign-in."""
        api = self._world.api
        claims = api._claims(self._role, self._role) | {"nonce": self.asked["nonce"], **self._claims}
        return jwt.encode(claims, api._key, algorithm="RS256", headers={"kid": "story"})


def unsigned_by_the_service(world: World, good: str, kind: str) -> str:
    """The same claims, right for this sign-in in everything but who vouches for them."""
    claims = jwt.decode(good, options={"verify_signature": False})
    head, _, signature = good.split(".")
    public = world.api._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return {
        "a stranger's": jwt.encode(claims, stranger, algorithm="RS256", headers={"kid": "story"}),
        "unsigned": by_hand(claims, "none", b""),
        "signed with the public key": by_hand(claims, "HS256", public),
        "changed": f"{head}.{part_of(claims | {'cognito:groups': ['dhcs']}).decode()}.{signature}",
        "garbage": "a.b.c",
        "": "",
    }[kind]


class TestSigningIn:
    def test_it_goes_over_cognito_and_back(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        cognito, visitor = Cognito(world, monkeypatch, "reviewer"), world.visitor()
        assert "Sign in as staff" in visitor.get("/staff").words
        cognito.send_away(visitor)
        assert cognito.asked["redirect_uri"] == f"https://site.example{BASE}/staff/callback"
        assert (cognito.asked["response_type"], cognito.asked["code_challenge_method"]) == ("code", "S256")
        page = cognito.come_back(visitor)
        assert "You are signed in as: Reviewer" in page.words
        assert visitor.cookies["staff"][1] == f"{BASE}/staff"
        assert "riddle" not in visitor.cookies

    @pytest.mark.parametrize(
        "claims",
        [{"nonce": "another"}, {"token_use": "access"}, {"aud": "another"}, {"iss": "another"}, {"exp": 1_700_000_000}],
        ids=str,
    )
    def test_a_token_that_is_not_for_this_sign_in_is_refused(
        self, world: World, monkeypatch: pytest.MonkeyPatch, claims: dict[str, Any]
    ) -> None:
        cognito, visitor = Cognito(world, monkeypatch, "reviewer", **claims), world.visitor()
        cognito.send_away(visitor)
        assert "Signing in did not work." in cognito.come_back(visitor).words
        assert "staff" not in visitor.cookies

    @pytest.mark.parametrize(
        "kind", ["a stranger's", "unsigned", "signed with the public key", "changed", "garbage", ""]
    )
    def test_a_token_that_the_service_did_not_sign_is_refused(
        self, world: World, monkeypatch: pytest.MonkeyPatch, kind: str
    ) -> None:
        cognito, visitor = Cognito(world, monkeypatch, "reviewer"), world.visitor()
        cognito.send_away(visitor)
        good = cognito.token()
        monkeypatch.setattr(sign_in_staff, "identity_token", lambda *_: unsigned_by_the_service(world, good, kind))
        assert "Signing in did not work." in cognito.come_back(visitor).words
        assert "staff" not in visitor.cookies

    def test_an_answer_from_elsewhere_is_refused(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        cognito, visitor = Cognito(world, monkeypatch, "reviewer"), world.visitor()
        cognito.send_away(visitor)
        for state in ("", "another"):
            assert "Signing in did not work." in cognito.come_back(visitor, state=state).words
            cognito.send_away(visitor)
        visitor.cookies.pop("riddle")
        assert "Signing in did not work." in cognito.come_back(visitor).words
        visitor.cookies["riddle"] = ("WyJhIl0.forged.signature", f"{BASE}/staff")
        assert "Signing in did not work." in cognito.come_back(visitor).words
        assert "staff" not in visitor.cookies

    def test_an_answer_that_took_too_long_is_refused(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        cognito, visitor = Cognito(world, monkeypatch, "reviewer"), world.visitor()
        cognito.send_away(visitor)
        real, later = time.time, 11 * 60
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda: real() + later)
        assert "Signing in did not work." in cognito.come_back(visitor).words

    def test_signing_out_ends_the_session_here_and_at_cognito(self, world: World) -> None:
        visitor = world.staff(Role.REVIEWER)
        stolen = dict(visitor.cookies)
        desk = visitor.get("/staff")
        answer = visitor.send("POST", "/staff/sign-out", desk.form("/staff/sign-out").fields)
        address = urlsplit(answer.headers["location"])
        assert address.path == "/logout"
        assert parse_qs(address.query)["logout_uri"] == [f"https://site.example{BASE}/"]
        # Browsers follow a form's redirect only to where the page's policy lets forms lead.
        assert f"{address.scheme}://{address.netloc}" in desk.headers["content-security-policy"]
        visitor.cookies = stolen
        assert "Sign in as staff" in visitor.get("/staff").words

    def test_someone_without_a_work_list_is_told_so(self, world: World) -> None:
        page = world.staff(Role.SYSTEM).get("/staff")
        assert page.status == 200
        assert "There is no work list for your role on these pages." in page.words


class TestReview:
    def test_an_empty_list_says_so(self, world: World) -> None:
        assert "Nothing waits here now." in world.staff(Role.PREPARER).get("/staff/work/prepare_batch").words

    def test_another_roles_list_is_refused(self, world: World) -> None:
        assert world.staff(Role.REVIEWER).get("/staff/work/approve_award").status == 403
        assert world.staff(Role.REVIEWER).get("/staff/work/nothing").status == 404
        assert world.staff(Role.REVIEWER).get("/staff/work/settle/01HZZZZZZZZZZZZZZZZZZZZZZZ").status == 403

    def test_a_finding_needs_its_reasons_and_its_note_and_loses_neither(self, world: World) -> None:
        person, _ = world.applied("Review Sample", "grandparenting", county="alpine")
        staff = world.staff(Role.REVIEWER)
        page = staff.get("/staff/work/review")
        assert "The county you named is not part of this program right now." in page.words
        assert "Review Sample" not in page.text
        item = staff.get(f"/staff/work/review/{world.application_of(person)}")
        for said, told in (
            ({"finding": "ineligible", "note": "Called <b>them</b>."}, "Check at least one reason"),
            ({"finding": "eligible", "note": ""}, "Write a note that says why"),
            ({"finding": "", "note": "Called <b>them</b>."}, "Choose what you found."),
            ({"finding": "revise", "reasons": ["NO-SUCH-CODE"]}, "Check at least one reason"),
        ):
            refused = staff.post(item.form("/review").say(**said))
            assert refused.status == 422
            assert told in refused.words
            assert refused.form("/review").fields["note"] == said.get("note", "")
        done = staff.post(item.form("/review").say(finding="eligible", note="The county joined yesterday."))
        assert "Your finding is recorded." in done.words
        assert "money is set aside for you" in person.get("/status").words

    def test_a_page_that_grew_old_decides_nothing(self, world: World) -> None:
        person, _ = world.applied("Stale Sample", "grandparenting", county="alpine")
        staff = world.staff(Role.REVIEWER)
        item = staff.get(f"/staff/work/review/{world.application_of(person)}").form("/review")
        said = {"finding": "ineligible", "reasons": ["COUNTY-NOT-PARTICIPATING"], "note": "Worth keeping."}
        refused = staff.post(item.say(version="1", **said))
        assert refused.status == 409
        assert "Someone else changed this while you had it open." in refused.words
        assert refused.form("/review").fields["note"] == "Worth keeping."
        assert refused.form("/review").fields["reasons"] == "COUNTY-NOT-PARTICIPATING"
        for version in ("", "two", "-1", "9" * 30):
            assert staff.post(item.say(version=version, **said)).status == 422
        assert "Your finding is recorded." in staff.post(item.say(**said)).words
        again = staff.post(item.say(key="01HZZZZZZZZZZZZZZZZZZZZZZZ", **said))
        assert again.status == 409
        assert "Worth keeping." in again.words

    def test_who_reviewed_does_not_approve(self, world: World) -> None:
        person, _ = world.applied("Same Sample", "grandparenting", county="alpine")
        both = world.staff(Role.REVIEWER, Role.APPROVER, name="two-hats")
        form = both.get(f"/staff/work/review/{world.application_of(person)}").form("/review")
        both.post(form.say(finding="eligible", note="Known to the county."))
        award = world.award_of(person)
        refused = both.post(both.get("/staff/work/approve_award").row(award).form("/approve-award"))
        assert refused.status == 403
        assert "You took part in an earlier step here" in refused.words
        world.approve(award)
        assert "You have an offer." in person.get("/status").words

    def test_an_award_is_refused_with_a_reason(self, world: World) -> None:
        person, _ = world.applied("Refused Sample")
        staff = world.staff(Role.APPROVER)
        item = staff.get(f"/staff/work/approve_award/{world.application_of(person)}")
        assert staff.post(item.form("/refuse-award")).status == 422
        assert "told why" in staff.post(item.form("/refuse-award").say(reasons=["STAFF-ERROR"])).words
        assert "We made a mistake, and we are sorry." in person.get("/status").words


class TestMoreTime:
    def test_a_second_person_gives_it_or_does_not(self, world: World) -> None:
        people = {}
        for name in ("Longer Sample", "Same-Day Sample"):
            people[name], _ = world.applied(name)
            award = world.award_of(people[name])
            world.approve(award)
            people[name].post(people[name].get("/status").form("/accept"))
            asked = {"until": "2028-01-31", "reason": "provider_cancelled", "note": "No class in <January>."}
            world.call("manager", f"v1/awards/{award}/extensions", asked, f"extension-{award}")
        staff = world.staff(Role.APPROVER)
        longer, same = (world.award_of(people[name]) for name in people)
        row = staff.get("/staff/work/extend_award").row(longer)
        for told in ("November 30, 2027", "January 31, 2028", "The provider cancelled", "No class in <January>."):
            assert told in row.words
        assert "The person has more time" in staff.post(row.form("/approve-extension")).words
        person = people["Longer Sample"].get("/status").words
        assert "You have more time: you can use your award until January 31, 2028." in person
        assert "You were given more time." in person
        assert "No class" not in person

        refusal = staff.get("/staff/work/extend_award").row(same).form("/refuse-extension")
        without = staff.post(refusal)
        assert (without.status, "Write a note that says why." in without.words) == (422, True)
        assert staff.post(refusal.say(note="x" * 4001)).status == 422
        assert "The last day stays as it is." in staff.post(refusal.say(note="There is a class.")).words
        assert "Nothing waits here now." in staff.get("/staff/work/extend_award").words
        assert "November 30, 2027" in people["Same-Day Sample"].get("/status").words

    def test_other_roles_do_not_see_the_list(self, world: World) -> None:
        assert world.staff(Role.MANAGER).get("/staff/work/extend_award").status == 403


class TestPayments:
    def test_a_claim_goes_through_four_hands(self, world: World) -> None:
        person, _ = world.applied("Paid Sample")
        award = world.award_of(person)
        world.approve(award)
        person.post(person.get("/status").form("/accept"))
        world.hand_in(person)
        booking = {"item": "core_training", "cents": 150_000, "starts": "2026-12-15"}
        world.call("provider", f"v1/awards/{award}/enrollments", booking, f"enroll-{award}")
        claim = {"item": "core_training", "cents": 150_000, "certificate": True}
        world.call("provider", f"v1/awards/{award}/claims", claim, f"claim-{award}")
        assert "The provider has sent us a bill" in person.get("/status").words

        approver = world.staff(Role.PAYMENT_APPROVER, Role.PREPARER, name="max")
        row = approver.get("/staff/work/approve_claim").row(award)
        assert "$1,500.00" in row.words
        assert "The bill is approved." in approver.post(row.form("/approve-claim")).words
        assert "The payment batch is prepared." in self._prepared(approver).words
        batch = re.findall(r"/staff/batches/(\w+)/approve", approver.get("/staff/work/approve_batch").text)[0]
        refused = approver.post(approver.get("/staff/work/approve_batch").form(f"/{batch}/approve"))
        assert refused.status == 403
        assert "You took part in an earlier step here" in refused.words

        other = world.staff(Role.PAYMENT_APPROVER, name="mo")
        assert "Depression and Bipolar" in other.get(f"/staff/work/approve_batch/{batch}").words
        assert "approved." in other.post(other.get("/staff/work/approve_batch").form(f"/{batch}/approve")).words
        reconciler = world.staff(Role.RECONCILER, name="ren")
        form = reconciler.get(f"/staff/work/settle/{batch}").form("/settle")
        (line,) = [name for name in form.fields if name.startswith("returned.")]
        too_long = reconciler.post(form.say(**{line: "R" * 61}))
        assert too_long.status == 422
        assert "R" * 61 in too_long.text
        done = reconciler.post(form.say(**{line: "R03"}))
        assert "The settlement is recorded." in done.words
        assert "A payment came back and will be sent again" in person.get("/status").words
        assert "Came back with code R03" in approver.get("/staff/work/approve_claim").row(award).words

    def _prepared(self, staff: Visitor) -> Shown:
        return staff.post(staff.get("/staff/work/prepare_batch").form("/staff/batches"))


class TestReport:
    def test_it_is_shown_in_both_languages_to_those_who_may(self, world: World) -> None:
        manager = world.staff(Role.MANAGER)
        assert "There is no report yet." in manager.get("/staff/report").words
        world.aws.invoke("AllocationReport", {})
        page = manager.get("/staff/report")
        assert "As of November 30, 2026, 6:00 am, California time" in page.words
        assert "First certification scholarship 2,500" in page.words
        manager.language = "es"
        assert "Informe de asignación de fondos" in manager.get("/staff/report").words
        assert world.staff(Role.REVIEWER).get("/staff/report").status == 403


class TestProposals:
    def test_dhcs_decides_with_the_evidence_before_its_eyes(self, world: World) -> None:
        terms = {
            "from": "grandparenting/statewide",
            "to": "specialization-unhoused/bay-area",
            "seats": 2,
            "cents": 50_000,
            "to_seats": 1,
            "reason": "Few <b>apply</b>",
            "reopen": ["initial"],
            "leaves_queue": True,
        }
        world.call("manager", "v1/proposals", terms, "propose-page")
        staff = world.staff(Role.DHCS, name="dana")
        assert "Moves of money to decide 1 waiting" in staff.get("/staff").words
        listed = staff.get("/staff/work/decide_reallocation")
        assert "$500.00" in listed.words
        (proposal,) = set(re.findall(r"/staff/proposals/(\w+)", listed.text))
        shown = staff.get(f"/staff/proposals/{proposal}")
        for words in ("Bay Area", "Few <b>apply</b>", "People who wait in line will stay without money", "Reopens"):
            assert words in shown.words
        for said in (
            {"decision": "", "reason": "Agreed"},
            {"decision": "approve", "reason": " "},
            {"reason": "r" * 501},
        ):
            refused = staff.post(shown.form("/decide").say(**{"decision": "approve", **said}))
            assert refused.status == 422
            assert "Choose a decision and write a reason" in refused.words
        done = staff.post(shown.form("/decide").say(decision="approve", reason="Agreed: 100 %"))
        assert "Your decision is recorded." in done.words
        assert "Nothing waits here now." in done.words
        staff.language = "es"
        assert "Motivo de la decisión: Agreed: 100 %" in staff.get(f"/staff/proposals/{proposal}").words
        late = staff.post(shown.form("/decide").say(key="01HZZZZZZZZZZZZZZZZZZZZZZZ", decision="reject", reason="No"))
        assert late.status == 409

    def test_managers_and_auditors_see_it_and_decide_nothing(self, world: World) -> None:
        terms = {"from": "grandparenting/statewide", "to": "waiver-exam-fee/statewide", "seats": 1, "cents": 1}
        world.call("manager", "v1/proposals", terms | {"reason": "Sample"}, "propose-seen")
        dhcs = world.staff(Role.DHCS, name="dana")
        found = re.findall(r"/staff/proposals/(\w+)", dhcs.get("/staff/work/decide_reallocation").text)[0]
        form = dhcs.get(f"/staff/proposals/{found}").form("/decide")
        for role in (Role.MANAGER, Role.AUDITOR):
            staff = world.staff(role)
            seen = staff.get(f"/staff/proposals/{found}")
            assert seen.status == 200
            assert "/decide" not in seen.text
            own_token = {TOKEN_FIELD: seen.form("/staff/sign-out").fields[TOKEN_FIELD]}
            refused = staff.post(form.say(decision="reject", reason="Not mine to say", **own_token))
            assert refused.status == 403
            assert "Code: NOT-ALLOWED" in refused.words
        assert world.staff(Role.REVIEWER).get(f"/staff/proposals/{found}").status == 403
        assert dhcs.get("/staff/proposals/01HZZZZZZZZZZZZZZZZZZZZZZZ").status == 404
        assert dhcs.post(form.say(decision="reject", reason="Not now")).status == 200
