"""Program settings: drafted, checked, compared, published by a second person, in force from a day; the past stays."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from chalicelib.domain.actors import Actor
from chalicelib.domain.chain import verifies
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.receipt import Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.services import draft_settings as drafting
from chalicelib.services.draft_settings import BadSettings, read_settings, save_part, save_text, set_effective
from chalicelib.services.publish_settings import publish_settings
from chalicelib.store import audit_trail, folders, keys, programs, settings_draft
from tests.service.site import Site, open_site
from tests.service.visitor import Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("settings")
MIA = Actor(id="staff-mia", roles=frozenset({Role.MANAGER}), email_digest="m")
OLU = Actor(id="staff-olu", roles=frozenset({Role.MANAGER}), email_digest="o")
DANA = Actor(id="staff-dana", roles=frozenset({Role.DHCS}))
DREW = Actor(id="staff-drew", roles=frozenset({Role.DHCS}))
OFFER_DAYS = {"offer_days": 21}


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as made:
        yield made


_count = iter(range(1, 10_000))


def request(actor: Actor) -> Request:
    return Request(key=f"k{next(_count)}", actor=actor.id, fingerprint="f")


def change_policy(actor: Actor, **changes: object) -> None:
    save_part(actor, "policy", lambda policy: policy | changes, request(actor))


def choose(actor: Actor, day: date) -> None:
    set_effective(actor, day, request(actor))


def publish(actor: Actor) -> str:
    return publish_settings(actor, request(actor), settings_draft.load_settings().version).status


def offer_days(*moment: int) -> int:
    return programs.program_at(datetime(*moment, tzinfo=PACIFIC)).policy.offer_days  # type: ignore[arg-type,misc]


class TestPublished:
    def test_it_is_in_force_from_midnight_of_its_day_and_not_a_second_before(self, site: Site) -> None:
        change_policy(MIA, **OFFER_DAYS)
        choose(MIA, date(2026, 4, 1))
        assert publish(OLU) == "version 3"
        assert (offer_days(2026, 3, 31, 23, 59, 59), offer_days(2026, 4, 1)) == (14, 21)

    def test_today_means_as_soon_as_every_process_knows_it(self, site: Site) -> None:
        change_policy(MIA, **OFFER_DAYS)
        choose(MIA, date(2026, 3, 2))
        publish(OLU)
        now = site.clock.now()
        assert programs.program_at(now).policy.offer_days == 14
        assert (programs.latest_program().effective_from - now).total_seconds() == 120

    def test_what_was_decided_before_keeps_its_version_and_its_terms(self, site: Site) -> None:
        site.apply("ana")
        site.do("approver ari", "approve_award", application="ana")
        before = site.folder("ana")
        change_policy(MIA, **OFFER_DAYS)
        choose(MIA, date(2026, 3, 3))
        publish(OLU)
        site.clock.jump_to(datetime(2026, 3, 3, 9, tzinfo=PACIFIC))
        site.apply("bo")
        site.do("approver ari", "approve_award", application="bo")
        assert site.folder("ana") == before
        versions = [folders.load_determinations(site.application(name))[0].program_version for name in ("ana", "bo")]
        assert versions == [2, 3]
        award = site.folder("bo").award
        assert award
        assert award.accept_by == date(2026, 3, 24)

    def test_every_version_stays_and_the_draft_is_gone(self, site: Site) -> None:
        old = programs.program_at(site.clock.now())
        change_policy(MIA, **OFFER_DAYS)
        choose(MIA, date(2026, 4, 1))
        publish(OLU)
        assert programs.program_at(site.clock.now()) == old
        assert settings_draft.load_settings().draft is None
        with pytest.raises(Refused, match="WRONG-STATE"):
            publish(OLU)

    def test_the_chain_says_who_changed_what_and_who_published(self, site: Site) -> None:
        change_policy(MIA, **OFFER_DAYS)
        choose(MIA, date(2026, 4, 1))
        publish(OLU)
        records = [each.record for each in audit_trail.records_of(keys.SETTINGS, "EVENT#", "", 50).entries]
        assert [(each["action"], each["actor"]) for each in records] == [
            ("edit_settings", "staff-mia"),
            ("edit_settings", "staff-mia"),
            ("publish_settings", "staff-olu"),
        ]
        assert records[0]["detail"]["changes"] == [
            {"part": "policy", "row": "", "field": "offer_days", "was": "14", "now": "21"}
        ]
        assert verifies(records, settings_draft.load_settings().chain)


class TestWho:
    @pytest.mark.parametrize("editor", [MIA, Actor(id="staff-other", roles=MIA.roles, email_digest="m")])
    def test_nobody_publishes_what_they_changed(self, site: Site, editor: Actor) -> None:
        change_policy(editor, **OFFER_DAYS)
        choose(OLU, date(2026, 4, 1))
        for actor in (MIA, OLU):
            with pytest.raises(Refused, match="SAME-PERSON"):
                publish(actor)
        assert publish(DANA) == "version 3"

    def test_contracts_are_changed_and_published_by_dhcs_alone(self, site: Site) -> None:
        def more(sources: list[dict[str, object]]) -> object:
            return [sources[0] | {"contract_cents": 1_000_000_000_00}, *sources[1:]]

        with pytest.raises(Refused, match="NOT-ALLOWED"):
            save_part(MIA, "funding_sources", more, request(MIA))
        save_part(DANA, "funding_sources", more, request(DANA))
        choose(DANA, date(2026, 4, 1))
        with pytest.raises(Refused, match="NOT-ALLOWED"):
            publish(OLU)
        assert publish(DREW) == "version 3"

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER, Role.DHCS}))
    def test_nobody_else(self, site: Site, role: Role) -> None:
        other = Actor(id="other", roles=frozenset({role}))
        with pytest.raises(Refused, match="NOT-ALLOWED"):
            change_policy(other, **OFFER_DAYS)
        change_policy(MIA, **OFFER_DAYS)
        with pytest.raises(Refused, match="NOT-ALLOWED"):
            publish(other)


class TestRefused:
    @pytest.mark.parametrize(
        ("part", "text", "told"),
        [
            ("policy", "offer_days: many", "policy.yaml: offer_days"),
            ("policy", "offer_days: 1\noffer_days: 2", "given twice"),
            ("policy", "offer_days: [", "policy.yaml: line"),
            ("policy", "holidays: [2026-02-30]", "cannot be read"),
            ("policy", "offer_days: 0", "greater than or equal to 1"),
            ("policy", "unknown: 1", "unknown"),
            ("fees", "[" * 50_000, "lists in lists"),
            ("fees", "a: &a [1]\nb: *a", "aliases"),
            ("fees", "", "fees.yaml"),
            ("rounds", "- {benefit: initial, opens: 2026-02-02, closes: 2026-02-01}", "before it opens"),
        ],
    )
    def test_what_is_wrong_is_named_with_its_place(self, site: Site, part: str, text: str, told: str) -> None:
        with pytest.raises(BadSettings) as refused:
            save_text(MIA, part, text, request(MIA))
        assert told in "\n".join(refused.value.problems)
        assert settings_draft.load_settings().draft is None

    def test_parts_that_do_not_fit_together_are_kept_and_not_published(self, site: Site) -> None:
        save_part(MIA, "rounds", lambda rounds: rounds[1:], request(MIA))
        choose(MIA, date(2026, 4, 1))
        view = read_settings(MIA)
        assert "has no round" in view.problems[0]
        with pytest.raises(BadSettings):
            publish(OLU)

    @pytest.mark.parametrize("part", ["providers", "funders"])
    def test_what_records_name_is_not_removed(self, site: Site, part: str) -> None:
        save_part(MIA, part, lambda rows: rows[1:], request(MIA))
        assert "may not be removed" in read_settings(MIA).problems[0]

    def test_a_fee_of_the_past_is_not_rewritten(self, site: Site) -> None:
        save_part(MIA, "fees", lambda fees: [fees[0] | {"cents": 1}, *fees[1:]], request(MIA))
        assert "has begun" in read_settings(MIA).problems[0]

    def test_not_from_a_day_that_is_over(self, site: Site) -> None:
        change_policy(MIA, **OFFER_DAYS)
        with pytest.raises(Refused, match="INVALID"):
            choose(MIA, date(2026, 3, 1))
        choose(MIA, date(2026, 3, 4))
        site.jump(3)
        with pytest.raises(Refused) as refused:
            publish(OLU)
        assert refused.value.field == "effective_on"

    def test_not_before_the_version_that_was_published_last(self, site: Site) -> None:
        change_policy(MIA, **OFFER_DAYS)
        choose(MIA, date(2026, 5, 1))
        publish(OLU)
        for day in (date(2026, 4, 30), date(2026, 5, 1)):
            change_policy(MIA, offer_days=30)
            choose(MIA, day)
            with pytest.raises(Refused, match="INVALID"):
                publish(OLU)
        choose(MIA, date(2026, 5, 2))
        assert publish(OLU) == "version 4"

    def test_not_what_was_changed_since_it_was_looked_at(self, site: Site) -> None:
        change_policy(MIA, **OFFER_DAYS)
        choose(MIA, date(2026, 4, 1))
        seen = settings_draft.load_settings().version
        change_policy(MIA, offer_days=7)
        with pytest.raises(Refused, match="STALE"):
            publish_settings(OLU, request(OLU), seen)
        with pytest.raises(Refused, match="STALE"):
            save_part(MIA, "policy", lambda policy: policy, request(MIA), seen)

    def test_without_a_day_or_without_a_change(self, site: Site) -> None:
        with pytest.raises(Refused, match="WRONG-STATE"):
            publish(OLU)
        change_policy(MIA, **OFFER_DAYS)
        with pytest.raises(Refused, match="INVALID"):
            publish(OLU)
        change_policy(MIA, offer_days=14)
        with pytest.raises(Refused, match="WRONG-STATE"):
            publish(OLU)

    def test_twice_is_once(self, site: Site) -> None:
        change_policy(MIA, **OFFER_DAYS)
        choose(MIA, date(2026, 4, 1))
        asked, seen = request(OLU), settings_draft.load_settings().version
        first = publish_settings(OLU, asked, seen)
        assert publish_settings(OLU, asked, seen) == first
        assert programs.latest_program().version == 3

    def test_a_discarded_draft_changes_nothing(self, site: Site) -> None:
        change_policy(MIA, **OFFER_DAYS)
        drafting.discard_settings(OLU, request(OLU))
        assert read_settings(MIA).changes == []
        with pytest.raises(Refused) as refused:
            drafting.discard_settings(OLU, request(OLU))
        assert refused.value.code is Code.WRONG_STATE


@pytest.fixture
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


class TestPages:
    def test_from_a_form_to_the_next_version(self, world: World) -> None:
        mia, olu = (world.staff(Role.MANAGER, name=name) for name in ("mia", "olu"))
        page = mia.get("/staff/settings/parts/policy")
        wrong = mia.post(page.form("/policy").say(offer_days="many"))
        assert "policy.yaml: offer_days" in wrong.words
        assert 'value="many"' in wrong.text
        shown = mia.post(
            page.form("/policy").say(
                offer_days="21", holidays="2026-12-25, 2027-01-01", counties_leaving="fresno: 2027-02-01"
            )
        )
        assert "14 21" in shown.words
        shown = mia.post(shown.form("/day").say(effective_on="2026-12-10"))
        assert "somebody else has to publish it" in shown.words
        form = olu.get("/staff/settings").form("/publish")
        world.clock.tick(16 * 60)
        assert "You signed in too long ago for this step." in olu.post(form).words
        assert programs.latest_program().policy.offer_days == 14
        olu = world.staff(Role.MANAGER, name="olu")
        done = olu.post(olu.get("/staff/settings").form("/publish"))
        assert "The new version is published." in done.words
        trail = world.staff(Role.AUDITOR, name="abe").get("/staff/audit?kind=program&id=program")
        assert "publish_settings" in trail.words
        policy = programs.latest_program().policy
        assert policy.counties_leaving == {"fresno": date(2027, 2, 1)}
        assert (policy.offer_days, policy.holidays) == (21, (date(2026, 12, 25), date(2027, 1, 1)))

    def test_rounds_and_fees_by_form_and_the_rest_as_text(self, world: World) -> None:
        mia = world.staff(Role.MANAGER, name="mia")
        mia.post(mia.get("/staff/settings/parts/rounds").form("/rounds").say(**{"initial.closes": "2027-06-30"}))
        fee = {"item": "exam", "dollars": "175.50", "effective_from": "2027-07-01", "source": "Letter 1"}
        mia.post(mia.get("/staff/settings/parts/fees").form("/fees").say(**fee))
        edited = text_of(mia, "funders").replace("name:", "name:", 1)
        mia.post(mia.get("/staff/settings/parts/funders").form("/funders").say(content=f"{edited}\n# O'Brien ñ\n"))
        page = mia.get("/staff/settings")
        assert "2027-06-30" in page.words
        assert "17550" in page.words
        assert "Others who pay changed" not in page.words

    def test_nothing_typed_as_text_is_lost(self, world: World) -> None:
        mia = world.staff(Role.MANAGER, name="mia")
        page = mia.get("/staff/settings/parts/reasons")
        shown = mia.post(page.form("/reasons").say(content="- code: NOTHING-<b>"))
        assert shown.status == 422
        assert "- code: NOTHING-&lt;b&gt;" in shown.text

    def test_an_auditor_reads_and_a_manager_does_not_change_contracts(self, world: World) -> None:
        auditor, mia = world.staff(Role.AUDITOR, name="abe"), world.staff(Role.MANAGER, name="mia")
        assert "Put into the draft" not in auditor.get("/staff/settings/parts/policy").words
        assert "not change it" in mia.get("/staff/settings/parts/funding_sources").words
        assert mia.get("/staff/settings/parts/nothing").status == 404
        assert world.staff(Role.REVIEWER, name="r").get("/staff/settings").status == 403


def text_of(visitor: Visitor, part: str) -> str:
    return str(visitor.get(f"/staff/settings/parts/{part}").form(f"/{part}").fields["content"])
