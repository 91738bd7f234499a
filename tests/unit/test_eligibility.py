"""Every rule at its boundary, where a failure sends the application, and what an award would still have to fund."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.application import FeeDue, days_to_revise
from chalicelib.domain.codes import CURABLE, Code, in_listing_order
from chalicelib.domain.eligibility import RULES, Determination, Facts, Outcome, RuleResult, determine, without_funded
from chalicelib.domain.program import Program
from chalicelib.domain.states import ApplicationStatus
from tests.unit.builders import TODAY, answers, certification, contact, facts, pacific, photo_id, program, shipped

NOW = pacific(2026, 3, 2, 9)
YESTERDAY, TOMORROW = date(2026, 3, 1), date(2026, 3, 3)
CRISIS = "specialization-crisis-care"
LAPSED = certification(status="expired", expires=YESTERDAY)

# SCENARIOS.md, Defaults: exactly ID-*, NAME-MISMATCH, EDU-*, ETHICS-UNSIGNED and SELF-ID-MISSING have a cure.
CURED_BY_THE_PERSON = {
    "ID-EXPIRED", "ID-UNREADABLE", "ID-NO-PHOTO", "NAME-MISMATCH", "EDU-MISSING", "EDU-UNREADABLE", "ETHICS-UNSIGNED",
    "SELF-ID-MISSING",
}  # fmt: skip


def failed(seen: Facts, rules: Program | None = None) -> list[str]:
    return [code.value for code in determine(seen, rules or shipped(), NOW).failed]


def having(*codes: Code) -> Determination:
    """A determination in which exactly these rules failed."""
    results = [RuleResult(code=code, outcome=Outcome.FAIL, source="test") for code in codes]
    return Determination(made_at=NOW, program_version=1, results=tuple(results), to_fund=())


def items_of(seen: Facts) -> list[str]:
    return [funded.item for funded in determine(seen, shipped(), NOW).to_fund]


@pytest.mark.parametrize("benefit", [benefit.id for benefit in shipped().benefits])
def test_an_eligible_adult_passes_every_rule_of_every_benefit(benefit: str) -> None:
    found = determine(facts(benefit), shipped(), NOW)
    assert found.failed == ()
    assert found.status is ApplicationStatus.QUEUED
    assert {result.outcome for result in found.results} == {Outcome.PASS}
    wanted = shipped().benefit(benefit)
    assert wanted is not None
    assert tuple(funded.item for funded in found.to_fund) == wanted.items


def test_a_determination_names_every_rule_its_source_and_the_program_version() -> None:
    found = determine(facts(), shipped(), NOW)
    assert [result.code for result in found.results] == [rule.code for rule in RULES]
    assert all(result.source for result in found.results)
    assert (found.program_version, found.made_at) == (1, NOW)


def test_each_code_has_one_rule() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))


BOUNDARIES: list[tuple[str, Facts, Facts]] = [
    # code, what just passes, what just fails
    (
        "UNDER-18",
        facts(contact=contact(birth_date=date(2008, 3, 2))),  # the birthday is today
        facts(contact=contact(birth_date=date(2008, 3, 3))),
    ),
    (
        "UNDER-18",
        facts(contact=contact(birth_date=date(2008, 2, 29)), on=date(2026, 3, 1)),
        facts(contact=contact(birth_date=date(2008, 2, 29)), on=date(2026, 2, 28)),
    ),
    (
        "ID-EXPIRED",
        facts(answers=answers(photo_id=photo_id(expires=TODAY))),
        facts(answers=answers(photo_id=photo_id(expires=YESTERDAY))),
    ),
    ("ID-UNREADABLE", facts(), facts(answers=answers(photo_id=photo_id(legible=False)))),
    ("ID-NO-PHOTO", facts(), facts(answers=answers(photo_id=photo_id(has_photo=False)))),
    (
        "NAME-MISMATCH",
        facts(answers=answers(photo_id=photo_id(name="ANA SAMPLE"))),
        facts(answers=answers(photo_id=photo_id(name="Ana Sampler"))),
    ),
    ("EDU-MISSING", facts(answers=answers(education="ged")), facts(answers=answers(education="none"))),
    ("EDU-UNREADABLE", facts(), facts(answers=answers(education_proof={"legible": False}))),
    ("ETHICS-UNSIGNED", facts(), facts(answers=answers(ethics_signed=False))),
    ("SELF-ID-MISSING", facts(), facts(answers=answers(self_identifies=False))),
    ("RECIPROCITY-PATHWAY", facts(), facts(answers=answers(pathway="reciprocity"))),
    ("COUNTY-NOT-PARTICIPATING", facts(answers=answers(county="riverside")), facts(answers=answers(county="orange"))),
    ("NO-COUNTY-NEXUS", facts(), facts(answers=answers(county=None))),
    ("NO-COUNTY-NEXUS", facts(answers=answers(nexus="volunteer")), facts(answers=answers(nexus=None))),
    (
        "NOT-CERTIFIED",
        facts("initial", answers=answers(certification=None)),
        facts(CRISIS, answers=answers(certification=None)),
    ),
    (
        "CERT-NOT-GOOD-STANDING",
        facts(CRISIS, answers=answers(certification=certification(expires=TODAY))),
        facts(CRISIS, answers=answers(certification=certification(expires=YESTERDAY))),
    ),
    (
        "CERT-NOT-GOOD-STANDING",
        facts("waiver-renewal-fee"),
        facts("waiver-renewal-fee", answers=answers(certification=certification(status="suspended"))),
    ),
    (
        "CERT-NOT-GOOD-STANDING",
        facts("waiver-reinstatement-fee", answers=answers(certification=LAPSED)),
        facts("waiver-reinstatement-fee", answers=answers(certification=certification(status="revoked"))),
    ),
    (
        "AREA-ALREADY-AWARDED",
        facts(CRISIS, funded=frozenset({("specialization_training", "unhoused")})),
        facts(CRISIS, funded=frozenset({("specialization_training", "crisis-care")})),
    ),
    (
        "ITEM-FUNDED-ELSEWHERE",
        facts(answers=answers(other_funding=["application_fee", "core_training"])),
        facts(answers=answers(other_funding=["application_fee", "core_training", "exam"])),
    ),
    (
        "ITEM-FUNDED-ELSEWHERE",
        facts("waiver-exam-fee", funded=frozenset({("application_fee", "once")})),
        facts("waiver-exam-fee", funded=frozenset({("exam", "1")})),
    ),
    (
        "FEE-ALREADY-PAID",
        facts("waiver-renewal-fee", answers=answers(fee_due=FeeDue(item="renewal_fee", paid=False))),
        facts("waiver-renewal-fee", answers=answers(fee_due=FeeDue(item="renewal_fee", paid=True))),
    ),
    (
        "FEE-ALREADY-PAID",  # another fee's payment says nothing about this one
        facts("waiver-renewal-fee", answers=answers(fee_due=FeeDue(item="exam", paid=True))),
        facts("initial", answers=answers(fee_due=FeeDue(item="exam", paid=True))),
    ),
    ("POSSIBLE-DUPLICATE", facts(possible_duplicate=False), facts(possible_duplicate=True)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "passing", "failing"), BOUNDARIES, ids=[f"{row[0]}-{n}" for n, row in enumerate(BOUNDARIES)]
)
def test_a_rule_holds_up_to_its_boundary_and_fails_behind_it(code: str, passing: Facts, failing: Facts) -> None:
    assert failed(passing) == []
    assert failed(failing) == [code]


def test_a_round_may_take_nominated_people_only() -> None:
    nominated_only = program(rounds={"initial": {"nomination_required": True}})
    assert failed(facts(nominated=True), nominated_only) == []
    assert failed(facts(nominated=False), nominated_only) == ["NOT-NOMINATED"]
    assert failed(facts("grandparenting", nominated=False), nominated_only) == []


def test_every_rule_has_a_boundary_here() -> None:
    tried = {code for code, _, _ in BOUNDARIES} | {"NOT-NOMINATED"}
    assert tried == {rule.code.value for rule in RULES}


def test_the_age_limit_is_a_setting() -> None:
    seen = facts(contact=contact(birth_date=date(2006, 3, 2)))
    assert failed(seen, program(policy={"minimum_age": 20})) == []
    assert failed(seen, program(policy={"minimum_age": 21})) == ["UNDER-18"]


def test_a_county_that_left_no_longer_counts() -> None:
    without_sacramento = program(counties={"sacramento": {"participating": False}})
    assert failed(facts(), without_sacramento) == ["COUNTY-NOT-PARTICIPATING"]


def test_no_county_is_not_a_county_that_stays_away() -> None:
    assert failed(facts(answers=answers(county=None, nexus=None))) == ["NO-COUNTY-NEXUS"]


@pytest.mark.parametrize(
    ("applied_as", "printed_as"),
    [
        ("María José Núñez", "MARIA JOSE NUNEZ"),
        ("Siobhán O'Neil", "SIOBHAN ONEIL"),
        ("Siobhan O’Neil", "Siobhan O'Neil"),
        ("Anne-Marie D'Angelo", "anne marie dangelo"),
        ("Ana  Sample", "Ana Sample"),
        ("J. R. Smith", "J R Smith"),
        ("Łukasz Ångström", "Łukasz Ångström"),  # composed and decomposed
        ("STRAẞE", "strasse"),
        ("李 小龙", "李 小龙"),
    ],
)
def test_a_name_is_the_same_without_accents_case_and_apostrophes(applied_as: str, printed_as: str) -> None:
    seen = facts(contact=contact(legal_name=applied_as), answers=answers(photo_id=photo_id(name=printed_as)))
    assert failed(seen) == []


@pytest.mark.parametrize(
    ("applied_as", "printed_as"), [("Ana Sample", "Sample Ana"), ("Ana Sample", "Ana M Sample"), ("Ana", "Anna")]
)
def test_another_name_is_another_name(applied_as: str, printed_as: str) -> None:
    seen = facts(contact=contact(legal_name=applied_as), answers=answers(photo_id=photo_id(name=printed_as)))
    assert failed(seen) == ["NAME-MISMATCH"]


def test_the_area_decides_even_when_nothing_is_left_to_fund() -> None:
    seen = facts(CRISIS, funded=frozenset({("specialization_training", "crisis-care")}))
    assert failed(seen) == ["AREA-ALREADY-AWARDED"]
    assert items_of(seen) == []


# Where a failure leads: SCENARIOS.md, Defaults.


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code.value)
def test_exactly_the_codes_with_a_cure_ask_for_a_revision(rule: Any) -> None:
    asked = having(rule.code).status
    if rule.code.value in CURED_BY_THE_PERSON:
        assert asked is ApplicationStatus.REVISION_REQUESTED
    else:
        assert asked is ApplicationStatus.UNDER_REVIEW


def test_the_codes_with_a_cure_are_those_the_scenarios_name() -> None:
    assert {code.value for code in CURABLE} == CURED_BY_THE_PERSON


@pytest.mark.parametrize("first", [rule.code for rule in RULES])
def test_one_failure_without_a_cure_sends_everything_to_a_reviewer(first: Code) -> None:
    for second in (rule.code for rule in RULES):
        both_curable = {first.value, second.value} <= CURED_BY_THE_PERSON
        wanted = ApplicationStatus.REVISION_REQUESTED if both_curable else ApplicationStatus.UNDER_REVIEW
        assert having(first, second).status is wanted


@given(st.sets(st.sampled_from([rule.code for rule in RULES])))
def test_the_rules_alone_never_say_no(codes: set[Code]) -> None:
    status = having(*codes).status
    assert status is not ApplicationStatus.DENIED
    assert (status is ApplicationStatus.QUEUED) == (not codes)


def test_reasons_are_listed_in_one_order_each_once() -> None:
    seen = facts(
        contact=contact(birth_date=date(2010, 1, 1)),
        answers=answers(
            county="orange", education="none", ethics_signed=False, photo_id=photo_id(expires=YESTERDAY, legible=False)
        ),
        possible_duplicate=True,
    )
    assert failed(seen) == [
        "ID-EXPIRED", "ID-UNREADABLE", "UNDER-18", "EDU-MISSING", "ETHICS-UNSIGNED", "COUNTY-NOT-PARTICIPATING",
        "POSSIBLE-DUPLICATE",
    ]  # fmt: skip


@given(st.lists(st.sampled_from(list(Code))))
def test_listing_sorts_and_drops_repeats(codes: list[Code]) -> None:
    listed = in_listing_order(codes)
    assert set(listed) == set(codes)
    assert list(listed) == [code for code in Code if code in codes]


@pytest.mark.parametrize(
    ("codes", "days"),
    [
        (["ETHICS-UNSIGNED"], 30),
        (["SELF-ID-MISSING"], 30),
        (["NAME-MISMATCH"], 30),
        (["ID-EXPIRED"], 90),
        (["ID-UNREADABLE"], 90),
        (["ID-NO-PHOTO"], 90),
        (["EDU-MISSING"], 90),
        (["EDU-UNREADABLE"], 90),
        (["ETHICS-UNSIGNED", "EDU-MISSING"], 90),
        (["COUNTY-NOT-PARTICIPATING"], 30),
    ],
)
def test_papers_have_90_days_to_come_and_everything_else_30(codes: Iterable[str], days: int) -> None:
    assert days_to_revise(tuple(Code(code) for code in codes), shipped().policy) == days


# What is left to fund, and what makes two fundings the same one.


def test_what_others_fund_is_left_out() -> None:
    assert items_of(facts(answers=answers(other_funding=["core_training"]))) == ["application_fee", "exam"]


def test_what_another_award_of_the_person_funds_is_left_out() -> None:
    seen = facts(funded=frozenset({("application_fee", "once")}), answers=answers(other_funding=["exam"]))
    assert items_of(seen) == ["core_training"]
    assert failed(seen) == []


@pytest.mark.parametrize(
    ("benefit", "given_answers", "wanted"),
    [
        ("initial", answers(), [("application_fee", "once"), ("core_training", "once"), ("exam", "1")]),
        ("grandparenting", answers(), [("application_fee", "once"), ("exam", "1")]),
        (CRISIS, answers(), [("specialization_training", "crisis-care")]),
        ("waiver-exam-fee", answers(attempt=3), [("exam", "1")]),
        ("waiver-exam-retake", answers(), [("exam_retake", "2")]),
        ("waiver-exam-retake", answers(attempt=3), [("exam_retake", "3")]),
        ("waiver-renewal-fee", answers(), [("renewal_fee", "2027-06-30")]),
        ("waiver-reinstatement-fee", answers(), [("reinstatement_fee", "2027-06-30")]),
        ("waiver-renewal-fee", answers(certification=None), [("renewal_fee", "none")]),
    ],
)
def test_the_occurrence_of_an_item(benefit: str, given_answers: Any, wanted: list[tuple[str, str]]) -> None:
    found = determine(facts(benefit, answers=given_answers), shipped(), NOW)
    assert [(funded.item, funded.occurrence) for funded in found.to_fund] == wanted


def test_a_renewal_can_be_funded_again_when_the_certification_expires_again() -> None:
    paid = frozenset({("renewal_fee", "2025-06-30")})
    assert failed(facts("waiver-renewal-fee", funded=paid)) == []
    assert failed(facts("waiver-renewal-fee", funded=frozenset({("renewal_fee", "2027-06-30")}))) == [
        "ITEM-FUNDED-ELSEWHERE"
    ]


def test_a_first_exam_and_a_second_try_are_two_fundings() -> None:
    assert failed(facts("waiver-exam-retake", funded=frozenset({("exam", "1")}))) == []


def test_without_funded_keeps_the_order_and_the_caps() -> None:
    everything = determine(facts(), shipped(), NOW).to_fund
    left = without_funded(everything, frozenset({("core_training", "once")}))
    assert [(funded.item, funded.cap_cents) for funded in left] == [("application_fee", 10000), ("exam", 15000)]


@pytest.mark.parametrize(
    ("leaves", "reasons"),
    [(TODAY, ["COUNTY-NOT-PARTICIPATING"]), (TOMORROW, []), (YESTERDAY, ["COUNTY-NOT-PARTICIPATING"])],
)
def test_a_county_takes_part_until_the_day_it_leaves(leaves: date, reasons: list[str]) -> None:
    """DOMAIN.md 7.9, County opt-out, known ahead."""
    here = facts().answers.county
    assert here is not None
    policy = shipped().policy.model_copy(update={"counties_leaving": {here: leaves}})
    assert failed(facts(), shipped().model_copy(update={"policy": policy})) == reasons


def test_only_a_county_that_there_is_can_leave() -> None:
    leaving = {"policy": shipped().policy.model_dump() | {"counties_leaving": {"atlantis": TODAY}}}
    with pytest.raises(ValueError, match="unknown county atlantis"):
        Program.model_validate(shipped().model_dump() | leaving)
