"""Samples of decisions: drawn by a seed, answered by somebody else, counted without telling of few people."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import pytest

from chalicelib.domain.actors import Actor
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.receipt import Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.domain.sample import Sample, SampleKind, distance, months, place_of
from chalicelib.services import draw_sample as draw_sample_module
from chalicelib.services.answer_sample import answer_sample
from chalicelib.services.draw_sample import draw, draw_sample
from chalicelib.services.read_sample import is_reproduced, read_line, read_sample
from chalicelib.store import samples
from tests.service.site import Site, open_site

pytestmark = pytest.mark.xdist_group("samples")
MIA = Actor(id="staff-mia", roles=frozenset({Role.MANAGER}))
DANA = Actor(id="staff-dana", roles=frozenset({Role.DHCS}))
RAJ = Actor(id="staff-raj", roles=frozenset({Role.REVIEWER}))
_count = iter(range(1, 100_000))


def request(actor: Actor) -> Request:
    return Request(key=f"k{next(_count)}", actor=actor.id, fingerprint="f")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Twelve approvals and three denials in March, two approvals in April."""
    with open_site() as made:
        for number in range(12):
            made.award(f"march {number}", accepted=False, county="Fresno")
        for number in range(2):
            made.apply(f"denied {number}", pathway="reciprocity", county="Kern")
            given = {"application": f"denied {number}", "finding": "ineligible", "reasons": ["RECIPROCITY-PATHWAY"]}
            made.do("reviewer rosa", "review", **given)  # type: ignore[arg-type]
        made.apply("refused")
        made.do("approver ari", "refuse_award", application="refused", reasons=["STAFF-ERROR"])
        made.clock.jump_to(datetime(2026, 4, 10, 9, tzinfo=PACIFIC))
        for number in range(2):
            made.award(f"april {number}", accepted=False)
        yield made


def drawn(first: str = "2026-03", last: str = "2026-04", size: int = 5, seed: str | None = None) -> Sample:
    return samples.load_sample(draw_sample(MIA, first, last, size, seed, request(MIA)).status)


def kinds(sample: Sample) -> Counter[SampleKind]:
    return Counter(line.kind for line in sample.lines)


class TestDrawn:
    def test_so_many_of_each_kind_or_all_there_are(self, site: Site) -> None:
        assert kinds(drawn(size=5)) == {SampleKind.APPROVAL: 5, SampleKind.DENIAL: 3}
        assert kinds(drawn(size=100)) == {SampleKind.APPROVAL: 14, SampleKind.DENIAL: 3}
        assert len({line.name for line in drawn(size=100).lines}) == 17

    def test_where_there_are_too_many_to_read_a_stretch_of_every_month_is(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(draw_sample_module, "MOST_READ", 4)
        found = draw("seed", "2026-03", "2026-04", 100, site.clock.now())
        approvals = [line for line in found if line.kind is SampleKind.APPROVAL]
        march = [line for line in approvals if line.decided_at.month == 3]
        assert len(march) == 4
        ends = max(distance(place_of(line.name), place_of("seed")) for line in march)
        assert all(distance(place_of(line.name), place_of("seed")) <= ends for line in approvals)

    def test_of_the_months_asked_for(self, site: Site) -> None:
        assert kinds(drawn("2026-04", "2026-04", 100)) == {SampleKind.APPROVAL: 2}
        assert drawn("2025-01", "2025-12").lines == ()

    def test_the_same_seed_draws_the_same_and_another_seed_another(self, site: Site) -> None:
        first, second = drawn(seed="one"), drawn(seed="one")
        assert first.lines == second.lines
        others = {tuple(line.name for line in drawn(seed=f"s{number}").lines) for number in range(6)}
        assert len(others) > 1

    def test_without_a_seed_one_is_made_up_and_kept(self, site: Site) -> None:
        sample = drawn()
        assert sample.seed
        assert sample.seed != drawn().seed
        assert is_reproduced(sample)

    def test_later_decisions_do_not_change_a_draw(self, site: Site) -> None:
        site.clock.jump_to(datetime(2026, 5, 10, 9, tzinfo=PACIFIC))
        site.award("may", accepted=False)
        sample = drawn("2026-05", "2026-05", 100)
        site.award("later in may", accepted=False)
        assert is_reproduced(sample)
        assert len(drawn("2026-05", "2026-05", 100).lines) == len(sample.lines) + 1

    def test_every_decision_has_the_same_chance(self, site: Site) -> None:
        now, draws = site.clock.now(), 400
        seen = Counter(
            line.name for number in range(draws) for line in draw(f"x{number}", "2026-03", "2026-03", 3, now)
        )
        approvals = [seen[line.name] for line in drawn("2026-03", "2026-03", 100).lines if line.kind == "approval"]
        assert len(approvals) == 12
        assert sum(approvals) == draws * 3
        assert all(50 < count < 150 for count in approvals), approvals

    @pytest.mark.parametrize(
        ("first", "last", "size", "seed", "field"),
        [
            ("2026-04", "2026-03", 5, None, "months"),
            ("2026-01", "2027-01", 5, None, "months"),
            ("2026-13", "2026-13", 5, None, "months"),
            ("", "", 5, None, "months"),
            ("2026-03", "2026-03", 0, None, "size"),
            ("2026-03", "2026-03", 101, None, "size"),
            ("2026-03", "2026-03", 5, "ñ'", "seed"),
            ("2026-03", "2026-03", 5, "x" * 61, "seed"),
        ],
    )
    def test_what_cannot_be_drawn(
        self, site: Site, first: str, last: str, size: int, seed: str | None, field: str
    ) -> None:
        with pytest.raises(Refused) as refused:
            draw_sample(MIA, first, last, size, seed, request(MIA))
        assert refused.value.field == field

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER}))
    def test_by_nobody_else(self, site: Site, role: Role) -> None:
        with pytest.raises(Refused, match="NOT-ALLOWED"):
            draw_sample(Actor(id="x", roles=frozenset({role})), "2026-03", "2026-03", 5, None, request(MIA))


def test_twelve_months_at_most() -> None:
    assert months("2025-11", "2026-02") == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert len(months("2026-01", "2026-12")) == 12


def answer(actor: Actor, sample: Sample, number: int, *, agrees: bool | None = True, note: str = "") -> None:
    line = sample.lines[number]
    answer_sample(actor, sample.id, line.application_id, line.seq, agrees, note, request(actor))


class TestAnswered:
    def test_once_and_by_somebody_else(self, site: Site) -> None:
        sample = drawn(size=100)
        answer(RAJ, sample, 0)
        with pytest.raises(Refused, match="WRONG-STATE"):
            answer(RAJ, sample, 0, agrees=False, note="No")
        decider = Actor(id=sample.lines[1].decided_by, roles=frozenset({Role.APPROVER}))
        with pytest.raises(Refused, match="SAME-PERSON"):
            answer(decider, sample, 1)
        with pytest.raises(Refused, match="SAME-PERSON"):
            read_line(decider, sample.id, sample.lines[1].application_id, sample.lines[1].seq)

    def test_who_disagrees_says_why(self, site: Site) -> None:
        sample = drawn()
        for note in ("", "  ", "x" * 2001):
            with pytest.raises(Refused, match="INVALID"):
                answer(RAJ, sample, 0, agrees=False, note=note)
        with pytest.raises(Refused, match="INVALID"):
            answer(RAJ, sample, 0, agrees=None)
        answer(RAJ, sample, 0, agrees=False, note="O'Brien-Ñandú's diploma is legible.")

    def test_only_what_was_drawn(self, site: Site) -> None:
        sample = drawn("2026-04", "2026-04")
        with pytest.raises(Refused, match="NOT-FOUND"):
            answer_sample(RAJ, sample.id, site.application("march 1"), 4, agrees=True, note="", request=request(RAJ))

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.REVIEWER, Role.APPROVER}))
    def test_by_no_other_role(self, site: Site, role: Role) -> None:
        with pytest.raises(Refused, match="NOT-ALLOWED"):
            answer(Actor(id="x", roles=frozenset({role})), drawn(), 0)


class TestResults:
    def test_counts_of_few_are_not_there(self, site: Site) -> None:
        sample = drawn("2026-03", "2026-03", 100)
        for number, line in enumerate(sample.lines):
            answer(RAJ, sample, number, agrees=line.kind is SampleKind.APPROVAL, note="The papers say so.")
        view = read_sample(DANA, sample.id)
        assert (view.results.total, view.results.total_is_small) == ((15, 12, 3), True)
        # Fresno's 12 approvals can be told; with them, Kern's two and one more could not be hidden.
        assert view.results.by_county == {}
        assert view.results.other_counties == (15, 12, 3)

    def test_who_does_not_answer_sees_no_lines_and_no_notes(self, site: Site) -> None:
        sample = drawn()
        answer(RAJ, sample, 0, agrees=False, note="No.")
        view = read_sample(DANA, sample.id)
        assert (view.open_lines, view.answered) == ([], [])
        theirs = read_sample(RAJ, sample.id)
        assert len(theirs.open_lines) == len(sample.lines) - 1
        assert [each.note for each in theirs.answered] == ["No."]
