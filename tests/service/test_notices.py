"""Notices go out once, by day, the way their person chose; what comes back is seen, and stops an offer's clock."""

import itertools
import json
import logging
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from chalicelib.domain.award import Award
from chalicelib.domain.notice import LEASE, MOST_ATTEMPTS, Notice, NoticeKind
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.states import ApplicationStatus, AwardStatus, DeliveryState
from chalicelib.gateways import aws, mail
from chalicelib.gateways.sending import NotSent
from chalicelib.services import keep_delivery, send_notices
from chalicelib.store import notices
from local.player.people import email_of
from tests.service.site import INITIAL, PLENTY, Answer, AwsCall, Site, at_once, calls_seen, crash_in, open_site

pytestmark = pytest.mark.xdist_group("notices")

LETTERS = {"may_mail": True, "address_kind": "mailing", "address": "1 Sample St, Fresno CA 93701"}
S, OFFER = DeliveryState, NoticeKind.AWARD_OFFER
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=PACIFIC)


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site({INITIAL: PLENTY}, MORNING) as opened:
        yield opened
        opened.check_books()


def reached_by(site: Site, name: str, **contact: Any) -> str:
    """An application by someone who can be reached like this; its id."""
    form = site.form(name)
    form["contact"] |= contact
    answer = site.post("/v1/applications", form)
    assert answer.status == 201, answer
    site.know(name, answer.body)
    site.aws.settle()
    return str(answer.body["application_id"])


def messages(seen: list[AwsCall]) -> list[AwsCall]:
    """What was handed to SES or SNS."""
    return [call for call in seen if call.operation in ("SendEmail", "Publish")]


def sent(site: Site) -> list[AwsCall]:
    with calls_seen() as seen:
        site.job("SendNotices")
    return messages(seen)


def offered(site: Site, name: str) -> Award:
    award = site.folder(name).award
    assert award is not None
    return award


def deliver(site: Site, notice: Notice, way: str, reason: str = "Called", who: str = "reviewer rosa") -> Answer:
    return site.post(f"/v1/notices/{notice.id}/deliveries", {"way": way, "reason": reason}, who=who)


def states(site: Site, name: str) -> list[DeliveryState]:
    return [notice.delivery.state for notice in site.notices(name)]


def work(site: Site, name: str) -> list[str]:
    return [item["id"] for item in site.get(f"/v1/work/{name}", who="reviewer rosa").body["items"]]


class TestSending:
    def test_a_notice_is_mailed_in_its_persons_language_and_kept_with_what_was_sent(self, site: Site) -> None:
        reached_by(site, "ana", email="ana@example.org", language="es", chosen_name="Ñusta")
        (call,) = sent(site)
        said = call.params
        assert said["Destination"] == {"ToAddresses": ["ana@example.org"]}
        body = said["Content"]["Simple"]
        assert body["Subject"]["Data"] == "Recibimos su solicitud"
        assert body["Body"]["Text"]["Data"].startswith("Hola, Ñusta")
        assert '<html lang="es">' in body["Body"]["Html"]["Data"]
        notice = site.notice("ana")
        assert said["EmailTags"] == [{"Name": "notice", "Value": notice.id}, {"Name": "attempt", "Value": "1"}]
        delivery = notice.delivery
        assert (delivery.state, delivery.attempt, delivery.language) == (S.SENT, 1, "es")
        assert (delivery.changed_at, delivery.sent[0].channel.value) == (site.clock.now(), "email")
        assert delivery.sent[0].message_id
        assert delivery.wording
        assert sent(site) == []

    def test_a_text_message_goes_only_to_who_wants_it(self, site: Site) -> None:
        reached_by(site, "number", email="n@example.org", phone="559-555-0101")
        reached_by(site, "both", email="b@example.org", phone="(559) 555-0102", text_messages=True)
        reached_by(site, "text", email=None, phone="(559) 555-0103", text_messages=True, language="es")
        calls = sent(site)
        assert Counter(call.operation for call in calls) == {"SendEmail": 2, "Publish": 2}
        texts = {call.params["PhoneNumber"]: call.params["Message"] for call in calls if call.operation == "Publish"}
        assert texts.keys() == {"+15595550102", "+15595550103"}
        assert texts["+15595550103"].startswith("Noticias sobre su solicitud.")
        assert [sent.channel.value for sent in site.notice("both").delivery.sent] == ["email", "text"]

    def test_whoever_has_neither_gets_a_letter(self, site: Site) -> None:
        reached_by(site, "paper", email=None, phone="559-555-0104", reach=LETTERS)
        assert sent(site) == []
        notice = site.notice("paper")
        assert notice.delivery.state is S.LETTER
        assert work(site, "letters") == [notice.id]
        assert deliver(site, notice, "mailed", "").body["status"] == "mailed"
        assert work(site, "letters") == []
        assert deliver(site, notice, "mailed", "").code == "WRONG-STATE"

    @pytest.mark.parametrize("day", ["2026-03-02", "2026-03-08", "2026-11-01"])
    def test_nothing_goes_out_at_night_also_when_clocks_change(self, site: Site, day: str) -> None:
        site.clock.jump_to(max(site.clock.now(), datetime.fromisoformat(f"{day} 21:30").replace(tzinfo=PACIFIC)))
        reached_by(site, "late", email="late@example.org")
        assert sent(site) == []
        morning = datetime.fromisoformat(f"{day} 07:59:59").replace(tzinfo=PACIFIC) + timedelta(days=1)
        site.clock.jump_to(morning)
        assert sent(site) == []
        site.clock.tick()
        assert len(sent(site)) == 1

    def test_without_a_domain_everything_waits(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        reached_by(site, "ana", email=None)
        with monkeypatch.context() as without:
            without.delenv("MAIL_FROM")
            assert site.job("SendNotices") == {}
        assert states(site, "ana") == [S.PENDING]

    def test_a_slow_service_does_not_get_the_function_cut_off(self, site: Site) -> None:
        for n in range(3):
            reached_by(site, f"p{n}", email=f"p{n}@example.org")
        with patch.object(send_notices, "monotonic", side_effect=itertools.count(0, 90)):
            assert len(sent(site)) == 2
        assert len(sent(site)) == 1

    def test_costs_the_same_for_each_however_many_there_are(self, site: Site) -> None:
        def cost(people: int) -> Counter[str]:
            for n in range(people):
                reached_by(site, f"{people} {n}", email=f"p{people}{n}@example.org")
            with calls_seen() as seen:
                site.job("SendNotices")
            return Counter(call.operation for call in seen if call.function == "SendNotices")

        cost(1)
        assert cost(1) == {"Query": 4, "GetItem": 1, "TransactWriteItems": 2, "SendEmail": 1}
        assert cost(7) == {"Query": 4, "GetItem": 7, "TransactWriteItems": 14, "SendEmail": 7}

    def test_nothing_personal_is_logged_or_in_an_address(self, site: Site, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.INFO):
            reached_by(site, "Zebulon Private", email="zebulon@example.org", phone="5595550199", text_messages=True)
            site.bounced("Zebulon Private")
            site.job("SendNotices")
        told = json.dumps([vars(record) for record in caplog.records], default=str)
        assert "Mail event recorded" in told
        assert not any(word in told.lower() for word in ("zebulon", "5550199"))
        assert "zebulon" not in site.notice("Zebulon Private").model_dump_json().lower()


class TestOnce:
    def test_eight_senders_at_once_send_one_each(self, site: Site) -> None:
        for n in range(4):
            reached_by(site, f"p{n}", email=f"p{n}@example.org")
        with calls_seen() as seen:
            at_once([partial(site.aws.invoke, "SendNotices", {})] * 8)
        to = Counter(call.params["Destination"]["ToAddresses"][0] for call in messages(seen))
        assert to == {f"p{n}@example.org": 1 for n in range(4)}
        assert {state for n in range(4) for state in states(site, f"p{n}")} == {S.SENT}

    @pytest.mark.parametrize(
        ("place", "call", "messages_sent"),
        [(mail, "send", 0), (send_notices, "_outcome", 1), (send_notices, "keep_delivery", 1)],
        ids=["before", "after", "before the mark"],
    )
    def test_a_sender_that_dies_leaves_what_nobody_knows_and_repeats_nothing(
        self, site: Site, place: Any, call: str, messages_sent: int
    ) -> None:
        reached_by(site, "ana", email="ana@example.org")
        with calls_seen() as seen, crash_in(place, call, function="SendNotices"):
            site.job("SendNotices")
        assert len(messages(seen)) == messages_sent
        assert states(site, "ana") == [S.SENDING]
        assert sent(site) == [], "another sender has it"
        site.clock.jump_to(site.clock.now() + timedelta(minutes=15))
        assert sent(site) == []
        notice = site.notice("ana")
        assert (notice.delivery.state, notice.delivery.detail) == (S.UNSURE, "sender-died")
        assert work(site, "undelivered") == [notice.id]
        assert deliver(site, notice, "again").body["status"] == "pending"
        assert len(sent(site)) == 1
        assert work(site, "undelivered") == []

    def test_a_sender_that_dies_before_its_claim_has_done_nothing(self, site: Site) -> None:
        reached_by(site, "ana", email="ana@example.org")
        with crash_in(notices, "claim", function="SendNotices"):
            site.job("SendNotices")
        assert states(site, "ana") == [S.PENDING]
        assert len(sent(site)) == 1

    def test_the_lease_outlasts_the_function(self) -> None:
        with open(".chalice/config.json", encoding="utf-8") as file:  # noqa: PTH123
            seconds = json.load(file)["lambda_functions"]["send_notices"]["lambda_timeout"]
        assert timedelta(seconds=seconds) <= LEASE / 2


def service_says(code: str, status: int = 400) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "SendEmail")  # type: ignore[typeddict-item]


class TestTrouble:
    """The service answers something else than an id."""

    def failing(self, site: Site, error: Exception) -> Notice:
        reached_by(site, "ana", email="ana@example.org")
        with patch.object(aws.email(), "send_email", side_effect=error):
            try:
                site.job("SendNotices")
            finally:
                site.aws.settle()
        return site.notice("ana")

    @pytest.mark.parametrize(
        "error",
        [service_says("InternalFailure", 500), ReadTimeoutError(endpoint_url="x")],
    )
    def test_a_lost_reply_is_never_tried_again_by_itself(self, site: Site, error: Exception) -> None:
        assert self.failing(site, error).delivery.state is S.UNSURE
        site.jump(2)
        assert sent(site) == []

    def test_a_wrong_address_is_for_staff(self, site: Site) -> None:
        notice = self.failing(site, service_says("BadRequestException"))
        assert (notice.delivery.state, notice.delivery.detail) == (S.FAILED, "BadRequestException")
        assert work(site, "undelivered") == [notice.id]

    def test_too_much_at_once_waits_and_rings_no_alarm(self, site: Site) -> None:
        notice = self.failing(site, service_says("TooManyRequestsException", 429))
        assert notice.delivery.state is S.PENDING
        assert sent(site) == []
        site.clock.jump_to(site.clock.now() + timedelta(minutes=5))
        assert len(sent(site)) == 1

    @pytest.mark.parametrize(
        "error", [service_says("AccountSendingPausedException"), ConnectTimeoutError(endpoint_url="x")]
    )
    def test_a_service_that_is_away_rings_the_alarm_and_is_asked_again(self, site: Site, error: Exception) -> None:
        with pytest.raises(NotSent, match=r"Paused|Connect"):
            self.failing(site, error)
        for _ in range(MOST_ATTEMPTS - 1):
            assert site.notice("ana").delivery.state is S.PENDING
            site.clock.jump_to(site.clock.now() + timedelta(days=1))
            with patch.object(aws.email(), "send_email", side_effect=error), pytest.raises(NotSent):
                site.job("SendNotices")
        assert site.notice("ana").delivery.state is S.FAILED

    def test_one_that_cannot_be_worded_keeps_no_other_back(self, site: Site) -> None:
        reached_by(site, "broken", email="broken@example.org")
        kept = notices.of_person(site.folder("broken").application.person_id)[0]
        bad = kept.notice.model_copy(update={"kind": OFFER, "facts": {}})
        assert notices.claim(kept, bad)
        reached_by(site, "good", email="good@example.org")
        with calls_seen() as seen, pytest.raises(KeyError):
            site.job("SendNotices")
        assert len(messages(seen)) == 1
        assert (states(site, "broken"), states(site, "good")) == ([S.PENDING], [S.SENT])

    def test_a_text_message_goes_though_the_mail_address_is_wrong(self, site: Site) -> None:
        reached_by(site, "ana", email="ana@example.org", phone="5595550100", text_messages=True)
        with patch.object(aws.email(), "send_email", side_effect=service_says("BadRequestException")):
            site.job("SendNotices")
        delivery = site.notice("ana").delivery
        assert ([each.channel.value for each in delivery.sent], delivery.detail) == (["text"], "BadRequestException")


class TestBounce:
    def test_is_shown_to_staff_and_stops_the_offers_clock(self, site: Site) -> None:
        site.award("ana", accepted=False)
        assert str(offered(site, "ana").accept_by) == site.in_days(14)
        bounced = site.bounced("ana", OFFER)
        assert (bounced.delivery.state, bounced.delivery.detail) == (S.BOUNCED, "Permanent/General")
        assert work(site, "undelivered") == [bounced.id]
        assert offered(site, "ana").accept_by is None
        site.jump(60)
        site.job("DailySweep")
        assert offered(site, "ana").status is AwardStatus.OFFERED
        assert site.get("/v1/status", who="applicant ana").body["applications"][0]["award"].get("accept_by") is None
        site.do("applicant ana", "accept", award="ana")

    def test_sent_again_the_offer_has_all_its_days_again_and_says_so(self, site: Site) -> None:
        site.award("ana", accepted=False)
        bounced = site.bounced("ana", OFFER)
        site.jump(20)
        assert deliver(site, bounced, "again", "The person called: the mailbox was full").status == 201
        assert offered(site, "ana").accept_by is None, "it has not gone out yet"
        site.jump(1)
        told = [call.params["Content"]["Simple"]["Body"]["Text"]["Data"] for call in sent(site)]
        assert len(told) == 1
        assert "April 6, 2026" in told[0]
        assert str(offered(site, "ana").accept_by) == site.in_days(14) == "2026-04-06"
        assert [event["action"] for event in site.events("ana")][-3:] == ["hold_offer", "notice_again", "resume_offer"]
        site.jump(14)
        site.job("DailySweep")
        assert offered(site, "ana").status is AwardStatus.OFFERED, "the last day is whole"
        site.jump(1)
        site.job("DailySweep")
        assert offered(site, "ana").status is AwardStatus.EXPIRED

    @pytest.mark.parametrize("ways", [("told",), ("letter", "mailed"), ("letter", "told")])
    def test_staff_can_tell_the_person_in_other_ways(self, site: Site, ways: tuple[str, ...]) -> None:
        site.award("ana", accepted=False)
        bounced = site.bounced("ana", OFFER)
        letters = {"email": email_of("ana"), "reach": LETTERS}
        assert site.post("/v1/contact", letters, who="applicant ana").status == 200
        site.jump(3)
        for way in ways:
            assert offered(site, "ana").accept_by is None
            assert deliver(site, bounced, way).status == 201
        assert str(offered(site, "ana").accept_by) == site.in_days(14)
        assert work(site, "undelivered") == work(site, "letters") == []

    def test_a_second_bounce_stops_the_clock_again(self, site: Site) -> None:
        site.award("ana", accepted=False)
        deliver(site, site.bounced("ana", OFFER), "again")
        site.bounced("ana", OFFER)
        assert site.notice("ana", OFFER).delivery.attempt == 2
        assert offered(site, "ana").accept_by is None

    def test_a_held_offer_ends_with_the_day_by_which_it_had_to_be_used(self, site: Site) -> None:
        site.award("ana", accepted=False)
        site.bounced("ana", OFFER)
        site.jump(365)
        site.do("applicant ana", "accept", award="ana", refused="DEADLINE-PASSED")
        site.job("DailySweep")
        assert offered(site, "ana").status is AwardStatus.EXPIRED
        assert site.folder("ana").application.status is ApplicationStatus.CLOSED

    def test_a_held_offer_that_ended_so_can_be_asked_for_again(self, site: Site) -> None:
        site.award("ana", accepted=False)
        last_day = offered(site, "ana").use_by
        site.bounced("ana", OFFER)
        site.jump(366)
        site.job("DailySweep")
        assert last_day
        assert site.stage.status_of("ana")["ask_again_until"] == str(last_day + timedelta(days=60))

    def test_a_held_offer_is_not_reminded_of_and_a_resumed_one_is_before_its_new_day(self, site: Site) -> None:
        site.award("ana", accepted=False)
        bounced = site.bounced("ana", OFFER)
        site.jump(10)
        site.job("DailySweep")
        assert deliver(site, bounced, "told").status == 201
        site.jump(6)
        site.job("DailySweep")
        assert NoticeKind.OFFER_REMINDER not in [notice.kind for notice in site.notices("ana")]
        site.jump(1)
        site.job("DailySweep")
        reminder = site.notice("ana", NoticeKind.OFFER_REMINDER)
        assert reminder.facts["by"] == str(offered(site, "ana").accept_by) == site.in_days(7)

    def test_of_an_earlier_offer_stops_no_clock_of_the_one_that_was_asked_for_again(self, site: Site) -> None:
        site.award("ana", accepted=False)
        site.job("SendNotices")
        old = site.notice("ana", OFFER)
        site.jump(15)
        site.job("DailySweep")
        assert site.post(f"/v1/applications/{site.application('ana')}/return", {}, who="applicant ana").status == 200
        site.aws.settle()
        site.do("approver ari", "approve_award", application="ana")
        site.bounce(old)
        assert [notice.delivery.state for notice in site.notices("ana") if notice.kind is OFFER] == [
            *(S.BOUNCED, S.PENDING)
        ]
        assert str(offered(site, "ana").accept_by) == site.in_days(14)

    def test_a_letter_about_a_lapsed_offer_does_not_keep_its_person_from_asking_again(self, site: Site) -> None:
        site.award("ana", accepted=False)
        site.jump(15)
        site.job("DailySweep")
        lapsed = site.bounced("ana", NoticeKind.OFFER_EXPIRED)
        assert deliver(site, lapsed, "told").status == 201
        assert site.events("ana")[-1]["action"] == "notice_told"
        assert site.stage.status_of("ana")["ask_again_until"]
        assert site.post(f"/v1/applications/{site.application('ana')}/return", {}, who="applicant ana").status == 200

    def test_a_lapsed_offer_stays_lapsed(self, site: Site) -> None:
        """The bounce comes when the time is over, but before the sweep has run."""
        site.award("ana", accepted=False)
        site.job("SendNotices")
        site.jump(15)
        site.bounce(site.notice("ana", OFFER))
        assert offered(site, "ana").accept_by is not None
        site.do("applicant ana", "accept", award="ana", refused="DEADLINE-PASSED")
        assert site.notice("ana", OFFER).delivery.state is S.BOUNCED

    def test_after_acceptance_no_clock_is_touched(self, site: Site) -> None:
        site.award("ana")
        use_by = offered(site, "ana").use_by
        bounced = site.bounced("ana", OFFER)
        assert offered(site, "ana").status is AwardStatus.ACTIVE
        deliver(site, bounced, "again")
        site.job("SendNotices")
        assert (offered(site, "ana").use_by, site.notice("ana", OFFER).delivery.state) == (use_by, S.SENT)

    def test_of_another_notice_stops_no_clock(self, site: Site) -> None:
        site.award("ana", accepted=False)
        site.bounced("ana", NoticeKind.RECEIPT)
        assert offered(site, "ana").accept_by is not None

    def test_reported_twice_late_or_of_an_earlier_attempt_changes_nothing(self, site: Site) -> None:
        site.award("ana", accepted=False)
        bounced = site.bounced("ana", OFFER)
        before = site.fingerprint()
        site.bounce(bounced)
        assert site.fingerprint() == before
        deliver(site, bounced, "again")
        site.job("SendNotices")
        before = site.fingerprint()
        site.bounce(bounced, attempt=1)
        assert site.fingerprint() == before

    def test_that_overtakes_the_senders_own_mark_stands(self, site: Site) -> None:
        site.award("ana", accepted=False)
        real = keep_delivery.keep_delivery

        def overtaken(kept: Any, delivery: Any) -> bool:
            if kept.notice.kind is OFFER:
                site.bounce(kept.notice)
            return real(kept, delivery)

        with patch.object(send_notices, "keep_delivery", overtaken):
            assert site.job("SendNotices") == {"sent": 1, "others": 1}
        assert site.notice("ana", OFFER).delivery.state is S.BOUNCED
        assert offered(site, "ana").is_held_offer

    def test_a_process_that_dies_while_recording_it_leaves_all_or_nothing(self, site: Site) -> None:
        site.award("ana", accepted=False)
        site.job("SendNotices")
        with crash_in(keep_delivery, "award_decision", function="MailEvents"):
            site.bounce(site.notice("ana", OFFER))
        assert (site.notice("ana", OFFER).delivery.state, offered(site, "ana").is_held_offer) == (S.SENT, False)
        site.bounce(site.notice("ana", OFFER))
        assert (site.notice("ana", OFFER).delivery.state, offered(site, "ana").is_held_offer) == (S.BOUNCED, True)

    def test_a_complaint_is_shown_and_stops_no_clock_for_it_arrived(self, site: Site) -> None:
        site.award("ana", accepted=False)
        site.job("SendNotices")
        site.bounce(site.notice("ana", OFFER), "Complaint")
        assert site.notice("ana", OFFER).delivery.state is S.COMPLAINED
        assert work(site, "undelivered") == [site.notice("ana", OFFER).id]
        assert offered(site, "ana").accept_by is not None

    def test_events_of_others_and_of_other_kinds_are_left_alone(self, site: Site) -> None:
        site.award("ana", accepted=False)
        site.job("SendNotices")
        before = site.fingerprint()
        site.bounce(site.notice("ana"), "Delivery")
        strange = [{"mail": {"tags": {}}}, {"eventType": "Bounce", "mail": {"tags": {"notice": ["x"]}}}, {}]
        records = [{"Sns": {"Message": json.dumps(each)}} for each in strange]
        assert site.job("MailEvents", {"Records": records}) == {"events": 0}
        assert site.fingerprint() == before


class TestStaff:
    @pytest.mark.parametrize("who", ["approver ari", "manager mia", "auditor abe", "applicant ana"])
    def test_only_reviewers_see_to_messages(self, site: Site, who: str) -> None:
        site.apply("ana")
        bounced = site.bounced("ana")
        assert deliver(site, bounced, "again", who=who).code == "NOT-ALLOWED"
        assert site.get("/v1/work/undelivered", who=who).code == "NOT-ALLOWED"

    def test_they_say_why(self, site: Site) -> None:
        site.apply("ana")
        bounced = site.bounced("ana")
        before = site.fingerprint()
        for way in ("again", "letter", "told"):
            for reason in ("", "   ", "x" * 501):
                answer = deliver(site, bounced, way, reason)
                assert (answer.code, answer.body["field"]) == ("INVALID", "reason")
        assert site.fingerprint() == before

    def test_what_they_say_is_kept_for_staff_and_out_of_the_audit_chain(self, site: Site) -> None:
        site.apply("ana")
        deliver(site, site.bounced("ana"), "told", "Told Ana's sister Eva")
        (note,) = [row for row in site.rows() if row["sk"]["S"].startswith("NOTE#")]
        assert "Eva" in note["body"]["S"]
        assert "Eva" not in json.dumps(site.events("ana"))
        assert "Eva" not in site.get("/v1/status", who="applicant ana").text

    def test_nobody_sees_to_their_own(self, site: Site) -> None:
        reached_by(site, "rosa herself", email=email_of("rosa"))
        assert deliver(site, site.bounced("rosa herself"), "again").code == "SAME-PERSON"
