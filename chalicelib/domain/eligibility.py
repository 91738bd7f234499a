"""The rules that decide who is eligible: DOMAIN.md 7.3 (1)-(3) and (5), each with the source that reviewers read.

Rules may find someone eligible. Only a person can say no: what fails without a cure goes to a reviewer.
"""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum

from chalicelib.domain.application import Answers, CertificationStatus, Education, FundedItem, Pathway
from chalicelib.domain.codes import CURABLE, Code, in_listing_order
from chalicelib.domain.pacific import age_on
from chalicelib.domain.part import Part
from chalicelib.domain.person import Contact, normalized_name
from chalicelib.domain.program import Benefit, CoveredItem, Program
from chalicelib.domain.states import ApplicationStatus


class Facts(Part):
    """Everything that the rules look at; nothing else can influence a determination."""

    contact: Contact
    answers: Answers
    benefit: Benefit
    on: date
    """The Pacific day of the submission or revision."""
    nominated: bool
    funded: frozenset[tuple[str, str]]
    """(item, occurrence) pairs that an award of this person pays or has paid; released ones left out."""
    outside: frozenset[tuple[str, str]] = frozenset()
    """(item, occurrence) pairs that this person has declared, in whichever application, as paid by another funder."""
    possible_duplicate: bool


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 - an outcome, no password
    FAIL = "fail"


class RuleResult(Part):
    code: Code
    outcome: Outcome
    source: str


class Determination(Part):
    """What the rules found, by which version of the program; kept for good."""

    made_at: datetime
    program_version: int
    results: tuple[RuleResult, ...]
    to_fund: tuple[FundedItem, ...]
    overridden_by: str | None = None

    @property
    def failed(self) -> tuple[Code, ...]:
        return in_listing_order([result.code for result in self.results if result.outcome is Outcome.FAIL])

    @property
    def status(self) -> ApplicationStatus:
        """Where the rules send the application (SCENARIOS.md, Defaults)."""
        if not self.failed:
            return ApplicationStatus.QUEUED
        if set(self.failed) <= CURABLE:
            return ApplicationStatus.REVISION_REQUESTED
        return ApplicationStatus.UNDER_REVIEW


Test = Callable[[Facts, Program], bool]


class Rule(Part):
    """A rule fails with its code when `fails` is true of the facts."""

    code: Code
    source: str
    fails: Test


def _name_differs(facts: Facts, _: Program) -> bool:
    printed = facts.answers.documents.photo_id.name
    return printed is not None and normalized_name(printed) != normalized_name(facts.contact.legal_name)


def _not_participating(facts: Facts, program: Program) -> bool:
    county = program.county(facts.answers.county) if facts.answers.county else None
    if county is None:
        return False
    leaves = program.policy.counties_leaving.get(county.id)
    return not county.participating or (leaves is not None and leaves <= facts.on)


def _not_certified(facts: Facts, _: Program) -> bool:
    return facts.benefit.certification != "none" and facts.answers.certification is None


def _not_in_good_standing(facts: Facts, _: Program) -> bool:
    held, needed = facts.answers.certification, facts.benefit.certification
    if needed == "none" or held is None:
        return False
    if needed == "lapsed_or_active":
        return held.status not in (CertificationStatus.ACTIVE, CertificationStatus.EXPIRED)
    return held.status is not CertificationStatus.ACTIVE or held.expires < facts.on


def _area_already_awarded(facts: Facts, _: Program) -> bool:
    return facts.benefit.area is not None and ("specialization_training", facts.benefit.area) in facts.funded


def _funded_elsewhere(facts: Facts, program: Program) -> bool:
    return not items_to_fund(facts, program) and not _area_already_awarded(facts, program)


def _fee_already_paid(facts: Facts, _: Program) -> bool:
    fee = facts.answers.fee_due
    return fee is not None and fee.paid and fee.item in facts.benefit.items


RULES: tuple[Rule, ...] = (
    Rule(
        code=Code.ID_EXPIRED,
        source="CalMHSA, certification pages and FAQ (capeercertification.org): unexpired, legible government photo ID",
        fails=lambda facts, _: facts.answers.documents.photo_id.expires < facts.on,
    ),
    Rule(
        code=Code.ID_UNREADABLE,
        source="CalMHSA, certification pages and FAQ (capeercertification.org): unexpired, legible government photo ID",
        fails=lambda facts, _: not facts.answers.documents.photo_id.legible,
    ),
    Rule(
        code=Code.ID_NO_PHOTO,
        source="CalMHSA FAQ (capeercertification.org): a picture is missing",
        fails=lambda facts, _: not facts.answers.documents.photo_id.has_photo,
    ),
    Rule(
        code=Code.NAME_MISMATCH,
        source="This program: the name on the application is the name on the ID",
        fails=_name_differs,
    ),
    Rule(
        code=Code.UNDER_18,
        source="W&I Code 14045.15: 18 years or older",
        fails=lambda facts, program: age_on(facts.contact.birth_date, facts.on) < program.policy.minimum_age,
    ),
    Rule(
        code=Code.EDU_MISSING,
        source="W&I Code 14045.15: high school diploma or equivalent; DHCS Peer FAQ: experience is no substitute",
        fails=lambda facts, _: facts.answers.education is Education.NONE,
    ),
    Rule(
        code=Code.EDU_UNREADABLE,
        source="CalMHSA, certification pages (capeercertification.org): diploma, equivalent or higher degree",
        fails=lambda facts, _: not facts.answers.documents.education.legible,
    ),
    Rule(
        code=Code.ETHICS_UNSIGNED,
        source="W&I Code 14045.15: agree in writing to the code of ethics",
        fails=lambda facts, _: not facts.answers.ethics_signed,
    ),
    Rule(
        code=Code.SELF_ID_MISSING,
        source="W&I Code 14045.15: self-identified lived experience; a checkbox only",
        fails=lambda facts, _: not facts.answers.self_identifies,
    ),
    Rule(
        code=Code.RECIPROCITY_PATHWAY,
        source="CalMHSA, scholarships (capeercertification.org): who comes by out-of-state reciprocity is not eligible",
        fails=lambda facts, _: facts.answers.pathway is Pathway.RECIPROCITY,
    ),
    Rule(
        code=Code.COUNTY_NOT_PARTICIPATING,
        source="This program: the county takes part on the day of the decision",
        fails=_not_participating,
    ),
    Rule(
        code=Code.NO_COUNTY_NEXUS,
        source="CalMHSA, October 5, 2022, and Sonoma County, August 9, 2022: live, work or volunteer in the county",
        fails=lambda facts, _: facts.answers.county is None or facts.answers.nexus is None,
    ),
    Rule(
        code=Code.NOT_NOMINATED,
        source="CalMHSA, October 5, 2022; Sonoma County, August 9, 2022: some rounds took county-referred people only",
        fails=lambda facts, program: program.round(facts.benefit.id).nomination_required and not facts.nominated,
    ),
    Rule(
        code=Code.NOT_CERTIFIED,
        source="CalMHSA, specialization training (capeercertification.org): for peers who are certified already",
        fails=_not_certified,
    ),
    Rule(
        code=Code.CERT_NOT_GOOD_STANDING,
        source="This program: an active certification in good standing",
        fails=_not_in_good_standing,
    ),
    Rule(
        code=Code.AREA_ALREADY_AWARDED,
        source="CalMHSA, specialization training (capeercertification.org): the cost of one training in an area, once",
        fails=_area_already_awarded,
    ),
    Rule(
        code=Code.ITEM_FUNDED_ELSEWHERE,
        source="This program: one award for a person and item; only what nobody else pays",
        fails=_funded_elsewhere,
    ),
    Rule(
        code=Code.FEE_ALREADY_PAID,
        source="This program: a waiver does not reach back; CalMHSA, fee schedule: fees are not refunded",
        fails=_fee_already_paid,
    ),
    Rule(
        code=Code.POSSIBLE_DUPLICATE,
        source="This program: one award for a person; a person decides who is who",
        fails=lambda facts, _: facts.possible_duplicate,
    ),
)


def determine(facts: Facts, program: Program, made_at: datetime) -> Determination:
    """Every rule's outcome on the facts, and the items an award would still have to fund."""
    results = tuple(
        RuleResult(
            code=rule.code,
            outcome=Outcome.FAIL if rule.fails(facts, program) else Outcome.PASS,
            source=rule.source,
        )
        for rule in RULES
    )
    return Determination(
        made_at=made_at, program_version=program.version, results=results, to_fund=items_to_fund(facts, program)
    )


def items_to_fund(facts: Facts, program: Program) -> tuple[FundedItem, ...]:
    """The benefit's items, less those this person has funded already, here or elsewhere."""
    wanted = [program.item(item_id) for item_id in facts.benefit.items]
    candidates = [
        FundedItem(item=item.id, cap_cents=item.cap_cents, occurrence=occurrence(item, facts.benefit, facts.answers))
        for item in wanted
    ]
    return without_funded(tuple(candidates), facts.funded | facts.outside, facts.answers.paid_elsewhere)


def declared_elsewhere(benefit: Benefit, answers: Answers, program: Program) -> dict[tuple[str, str], str]:
    """By (item, occurrence), who the person says pays for that item of the benefit."""
    said = {each.item: each.funder for each in answers.other_funding}
    return {
        (item_id, occurrence(program.item(item_id), benefit, answers)): said[item_id]
        for item_id in benefit.items
        if item_id in said
    }


def without_funded(
    items: tuple[FundedItem, ...], funded: frozenset[tuple[str, str]], elsewhere: tuple[str, ...] = ()
) -> tuple[FundedItem, ...]:
    return tuple(i for i in items if i.item not in elsewhere and (i.item, i.occurrence) not in funded)


def occurrence(item: CoveredItem, benefit: Benefit, answers: Answers) -> str:
    """What makes two fundings of one item the same funding (SCENARIOS.md, Defaults)."""
    if item.occurrence == "area":
        return benefit.area or "none"
    if item.occurrence == "attempt":
        return str(max(answers.attempt, 2)) if item.id == "exam_retake" else "1"
    if item.occurrence == "certification_expiry":
        return answers.certification.expires.isoformat() if answers.certification else "none"
    return "once"
