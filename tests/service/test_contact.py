"""A person changes how to reach them: what is sent from then on goes there, and paper only where it is safe."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.states import DeliveryState
from chalicelib.services.deliver_notice import Way
from chalicelib.store import people, person_events
from local.player.people import email_of
from tests.service.site import INITIAL, PLENTY, Answer, Site, calls_seen, open_site

pytestmark = pytest.mark.xdist_group("contact")

LETTERS = {"may_mail": True, "address_kind": "care_of", "care_of": "Casa Núñez", "address": "1 Sample St\nFresno CA"}


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site({INITIAL: PLENTY}) as made:
        yield made
        made.check_books()


def change(site: Site, name: str, **details: Any) -> Answer:
    return site.post("/v1/contact", details, who=f"applicant {name}")


def person_of(site: Site, name: str) -> str:
    return site.folder(name).application.person_id


def mailed_to(site: Site) -> list[tuple[str, str]]:
    """Receiver and greeting of every e-mail of a run."""
    with calls_seen() as seen:
        site.job("SendNotices")
    told = [call.params for call in seen if call.operation == "SendEmail"]
    return [
        (each["Destination"]["ToAddresses"][0], each["Content"]["Simple"]["Body"]["Text"]["Data"].splitlines()[0])
        for each in told
    ]


class TestLaterNotices:
    def test_go_to_the_new_address_in_the_new_language_and_by_the_new_name(self, site: Site) -> None:
        site.apply("ana")
        assert change(site, "ana", email="new@example.org", language="es", chosen_name="Ñusta O'Neil").status == 200
        assert mailed_to(site) == [("new@example.org", "Hola, Ñusta O'Neil")]

    def test_are_letters_when_no_other_way_is_left(self, site: Site) -> None:
        site.apply("ana")
        assert change(site, "ana", reach=LETTERS).status == 200
        assert mailed_to(site) == []
        assert site.notice("ana").delivery.state is DeliveryState.LETTER

    def test_legal_name_and_birth_date_stay(self, site: Site) -> None:
        site.apply("ana")
        before = people.load_person(person_of(site, "ana")).contact
        assert change(site, "ana", email="new@example.org").status == 200
        after = people.load_person(person_of(site, "ana")).contact
        assert (after.legal_name, after.birth_date) == (before.legal_name, before.birth_date)
        for field in ("legal_name", "birth_date", "id"):
            assert change(site, "ana", **{field: "1990-01-01"}).code == "INVALID"


class TestRecord:
    def test_the_audit_event_holds_digests_and_names_of_fields_only(self, site: Site) -> None:
        site.apply("ana")
        change(site, "ana", email="new@example.org", reach=LETTERS)
        (event,) = person_events.events_of(person_of(site, "ana"))
        assert (event.action, event.actor, event.roles) == ("change_contact", person_of(site, "ana"), ("applicant",))
        assert event.detail["fields"] == "email reach"
        assert event.detail["from"] != event.detail["to"]
        assert not {"new@example.org", "Núñez", "Sample St"} & set(event.model_dump_json().split('"'))

    def test_saying_the_same_again_changes_nothing(self, site: Site) -> None:
        site.apply("ana")
        for _ in range(2):
            assert change(site, "ana", email="new@example.org").status == 200
        assert len(person_events.events_of(person_of(site, "ana"))) == 1

    def test_whoever_applies_under_the_new_or_the_old_email_is_compared_with_them(self, site: Site) -> None:
        site.apply("ana")
        change(site, "ana", email="new@example.org")
        for number, email in enumerate(("new@example.org", email_of("ana"))):
            form = site.form(f"other {number}")
            form["contact"] |= {"email": email}
            answer = site.post("/v1/applications", form)
            site.know(f"other {number}", answer.body)
            site.aws.settle()
            assert [str(code) for code in site.folder(f"other {number}").application.reasons] == ["POSSIBLE-DUPLICATE"]

    def test_staff_who_applied_do_not_get_away_from_themselves_by_another_email(self, site: Site) -> None:
        form = site.form("ana")
        form["contact"] |= {"email": email_of("rosa")}
        site.know("ana", site.post("/v1/applications", form).body)
        site.aws.settle()
        assert change(site, "ana", email="private@example.org").status == 200
        notice = site.bounced("ana")
        body = {"way": "again", "reason": "Asked"}
        assert site.post(f"/v1/notices/{notice.id}/deliveries", body, who="reviewer rosa").code == "SAME-PERSON"


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"text_messages": True}, "phone"),
        ({"text_messages": True, "phone": "none"}, "phone"),
        ({"reach": {"may_mail": True}}, "reach.address_kind"),
        ({"reach": {"may_mail": True, "address_kind": "mailing"}}, "reach.address"),
        ({"email": "no address"}, "email"),
        ({"language": "fr"}, "language"),
        ({"chosen_name": "x" * 121}, "chosen_name"),
        ({"reach": LETTERS | {"address": "x" * 10_000}}, "reach.address"),
    ],
)
def test_what_leads_nowhere_is_refused_with_its_field(site: Site, details: dict[str, Any], field: str) -> None:
    site.apply("ana")
    before = site.fingerprint()
    refused = change(site, "ana", **details)
    assert (refused.code, refused.body["field"]) == ("INVALID", field)
    assert site.fingerprint() == before


class TestSafety:
    @pytest.mark.parametrize("way", [Way.LETTER, Way.MAILED])
    @pytest.mark.parametrize("reach", [{}, {"address_kind": "mailing", "address": "1 Sample St"}])
    def test_a_letter_never_goes_where_it_was_not_said_to_be_safe(
        self, site: Site, way: Way, reach: dict[str, Any]
    ) -> None:
        site.apply("ana")
        assert change(site, "ana", reach=reach).status == 200
        site.job("SendNotices")
        notice = site.notice("ana")
        body = {"way": way.value, "reason": "To be mailed"}
        assert site.post(f"/v1/notices/{notice.id}/deliveries", body, who="reviewer rosa").code == "LETTERS-NOT-SAFE"
        told = {"way": "told", "reason": "Came to the office"}
        assert site.post(f"/v1/notices/{notice.id}/deliveries", told, who="reviewer rosa").status == 201
