"""What unit tests are about, made in one line each: an eligible adult, their application, its award.

Every builder gives something valid; a test names only what it is about.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from chalicelib.domain.application import Answers, Application, ApplicationId, AwardId, FundedItem
from chalicelib.domain.award import Award, AwardItem, ClaimId, Enrollment, accept, approve, propose
from chalicelib.domain.eligibility import Facts, items_to_fund
from chalicelib.domain.folder import Claim, Folder
from chalicelib.domain.forecast import Outlook, Prospect, forecast
from chalicelib.domain.funds import NOTHING, Amounts, Balance
from chalicelib.domain.pace import Confidence, Pace
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.person import Contact, PersonId
from chalicelib.domain.program import BenefitId, BenefitKind, ItemId, PoolId, Program
from chalicelib.domain.reallocation import Evidence, Outcome, PoolFacts, Proposal, ProposalId, Terms
from chalicelib.domain.states import ApplicationStatus, AwardStatus, ItemStatus, ProposalStatus
from chalicelib.program.load import load_version_one

TODAY = date(2026, 3, 2)
POOL = PoolId("initial/statewide")


@cache
def shipped() -> Program:
    return load_version_one()


def program(
    rounds: Mapping[str, Mapping[str, Any]] | None = None,
    policy: Mapping[str, Any] | None = None,
    source: Mapping[str, Any] | None = None,
    counties: Mapping[str, Mapping[str, Any]] | None = None,
) -> Program:
    """The shipped program with changes: rounds by benefit, counties by id, policy and funding source by field."""
    base = shipped()
    asked = rounds or {}
    changed = counties or {}
    return base.model_copy(
        update={
            "rounds": tuple(window.model_copy(update=asked.get(window.benefit, {})) for window in base.rounds),
            "policy": base.policy.model_copy(update=dict(policy or {})),
            "funding_sources": tuple(known.model_copy(update=dict(source or {})) for known in base.funding_sources),
            "counties": tuple(county.model_copy(update=changed.get(county.id, {})) for county in base.counties),
        }
    )


def pacific(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """A wall-clock time in California, as the UTC moment that the program's clock would give."""
    return datetime(year, month, day, hour, minute, second, tzinfo=PACIFIC).astimezone(UTC)


def contact(**changes: Any) -> Contact:
    return Contact(**{"legal_name": "Ana Sample", "birth_date": date(1985, 5, 5), **changes})


def photo_id(**changes: Any) -> dict[str, Any]:
    return {"expires": date(2031, 3, 1), **changes}


def answers(**changes: Any) -> Answers:
    """Those of an adult who may have any benefit; `photo_id` and `education_proof` change parts of the documents."""
    documents = {
        "photo_id": changes.pop("photo_id", photo_id()),
        "education": changes.pop("education_proof", {"legible": True}),
    }
    given = {
        "county": "sacramento",
        "nexus": "live",
        "education": "diploma",
        "documents": documents,
        "self_identifies": True,
        "ethics_signed": True,
        "certification": certification(),
    }
    return Answers.model_validate(given | changes)


def certification(**changes: Any) -> dict[str, Any]:
    return {"number": "SAMPLE-1", "status": "active", "expires": date(2027, 6, 30), **changes}


def facts(benefit: str = "initial", **changes: Any) -> Facts:
    """What the rules see of an eligible person on TODAY."""
    wanted = shipped().benefit(benefit)
    assert wanted is not None
    given: dict[str, Any] = {
        "contact": contact(),
        "answers": answers(),
        "benefit": wanted,
        "on": TODAY,
        "nominated": False,
        "funded": frozenset(),
        "possible_duplicate": False,
    }
    return Facts(**given | changes)


def application(benefit: str = "initial", **changes: Any) -> Application:
    """A submitted application with everything still to fund."""
    wanted = shipped().benefit(benefit)
    assert wanted is not None
    given: dict[str, Any] = {
        "id": ApplicationId("app-1"),
        "person_id": PersonId("person-1"),
        "benefit": BenefitId(benefit),
        "kind": wanted.kind,
        "pool": shipped().pool_for(wanted, shipped().county("sacramento")),
        "answers": answers(),
        "status": ApplicationStatus.SUBMITTED,
        "submitted_at": pacific(2026, 3, 2, 9),
        "to_fund": items_to_fund(facts(benefit), shipped()),
        "program_version": 1,
        "applicant_email_digest": None,
        "salt": "salt",
    }
    return Application(**given | changes)


def item(name: str, status: ItemStatus, cents: int, **changes: Any) -> AwardItem:
    given: dict[str, Any] = {
        "item": ItemId(name),
        "status": status,
        "cents": cents,
        "cap_cents": shipped().item(name).cap_cents,
        "occurrence": "1" if name == "exam" else "once",
    }
    return AwardItem(**given | changes)


def pending_award(benefit: str = "initial", to_fund: Iterable[FundedItem] | None = None) -> Award:
    """As the allocator reserves it."""
    asked = application(benefit)
    return propose(asked, AwardId("award-1"), asked.to_fund if to_fund is None else tuple(to_fund))


def offered_award(benefit: str = "initial", on: date = TODAY, rules: Program | None = None) -> Award:
    return approve(pending_award(benefit), "ari", on, rules or shipped(), needs_acceptance=True)


def active_award(benefit: str = "initial", on: date = TODAY, rules: Program | None = None) -> Award:
    return accept(offered_award(benefit, on, rules))


def waived_award(benefit: str = "waiver-renewal-fee", on: date = TODAY) -> Award:
    """A fee waiver, in force from its approval."""
    return approve(pending_award(benefit), "ari", on, shipped(), needs_acceptance=False)


def enrollment(cents: int = 150000, starts: date = date(2026, 3, 16)) -> Enrollment:
    return Enrollment(provider="dbsa", cents=cents, starts=starts)


def claim(status: ItemStatus = ItemStatus.CLAIMED, **changes: Any) -> Claim:
    given: dict[str, Any] = {
        "id": ClaimId("claim-1"),
        "application_id": ApplicationId("app-1"),
        "award_id": AwardId("award-1"),
        "pool": POOL,
        "item": ItemId("core_training"),
        "provider": "dbsa",
        "cents": 150000,
        "applicant_email_digest": None,
        "status": status,
        "claimed_at": pacific(2026, 4, 10, 16),
    }
    return Claim(**given | changes)


def folder(
    status: ApplicationStatus = ApplicationStatus.SUBMITTED,
    award: Award | None = None,
    claims: tuple[Claim, ...] = (),
    **changes: Any,
) -> Folder:
    """A folder in any state; `changes` are fields of the application."""
    return Folder(application=application(status=status, **changes), award=award, claims=claims)


def queued(**changes: Any) -> Folder:
    return folder(ApplicationStatus.QUEUED, **changes)


def picked(**changes: Any) -> Folder:
    return folder(ApplicationStatus.QUEUED, pending_award(), **changes)


def awarded(award: Award, claims: tuple[Claim, ...] = (), **changes: Any) -> Folder:
    return folder(ApplicationStatus.AWARDED, award, claims, **changes)


def award_with(status: AwardStatus, **changes: Any) -> Award:
    """An award forced into a state, for functions that only look at it."""
    return pending_award().model_copy(update={"status": status, **changes})


def waiver(status: ApplicationStatus, award: Award | None = None) -> Folder:
    return folder(status, award, benefit="waiver-renewal-fee", kind=BenefitKind.FEE_WAIVER)


GIVER, TAKER = PoolId("specialization-crisis-care/central"), PoolId("waiver-renewal-fee/statewide")


def terms(**changes: Any) -> Terms:
    """Two seats of $1,600 that become 40 of $80."""
    given = {"from_pool": GIVER, "to_pool": TAKER, "seats": 2, "cents": 320_000, "to_seats": 40, "reason": "Few apply"}
    return Terms.model_validate({**given, **changes})


def pool_facts(pool: PoolId = GIVER, available: Amounts = NOTHING, **changes: Any) -> PoolFacts:
    """Those of a pool whose past says nothing yet."""
    day = date(2040, 12, 31)
    outlook = Outlook(promised_until=day, liquidated_by=day, suspended=False)
    pace = Pace(days=0, taken=0, returned=0, cents_per_seat=0, spread_percent=100, confidence=Confidence.NONE)
    given = {
        "pool": pool,
        "at": pacific(2026, 3, 2, 10),
        "balance": Balance(available=available),
        "waiting": NOTHING,
        "target_seats": None,
        "prospect": Prospect(forecast=forecast(pool, pace, available, outlook, TODAY), warnings=()),
        "applications": 0,
    }
    return PoolFacts.model_validate({**given, **changes})


def proposal(**changes: Any) -> Proposal:
    """One that a manager made on March 2 and that waits for DHCS."""
    made = pacific(2026, 3, 2, 10)
    given = {
        "id": ProposalId("01PROPOSAL"),
        "terms": terms(),
        "evidence": Evidence(at=made, from_pool=pool_facts(), to_pool=pool_facts(TAKER)),
        "status": ProposalStatus.PROPOSED,
        "proposed_by": "mia",
        "proposed_by_email": "mail-mia",
        "proposed_at": made,
        "lapses_on": date(2026, 5, 31),
    }
    return Proposal.model_validate({**given, **changes})


def outcome(**changes: Any) -> Outcome:
    return Outcome(**{"by": "dana", "at": pacific(2026, 3, 3, 10), "reason": "Agreed", **changes})
