"""Who is in a history, and what it begins with: few people, fewer seats, so that scarcity bites."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

Option = TypeVar("Option")
Raw = dict[str, Any]

PEOPLE = ("ana", "ben", "Chloé Ñáñez", "D'Arcy O'Neil", "eve", "fay")
BIRTH_DATES = {"eve": "2008-02-29", "fay": "2012-01-01"}
"""Eve is of age or not by a day; Fay is a child. The others are adults and say nothing."""

STAFF: Mapping[str, Sequence[str]] = {
    "reviewer": ("rosa", "rosa", "rosa", "ari"),
    "approver": ("ari", "ari", "ari", "rosa", "ana"),
    "provider": ("dbsa", "dbsa", "dbsa", "dbsa", "dbsa", "sample-academy"),
    "preparer": ("pat", "pat", "max"),
    "payment_approver": ("max", "max", "max", "pat"),
    "reconciler": ("ren",),
    "manager": ("mia",),
    "dhcs": ("dana",),
    "county": ("sacramento", "fresno"),
}
"""The same name in two roles is the same person: that is how separation of duties is met."""

POOLS = {
    "initial/statewide": 185_000,
    "grandparenting/statewide": 25_000,
    "waiver-exam-fee/statewide": 15_000,
    "specialization-crisis-care/central": 160_000,
}
"""What a seat costs in each."""
BENEFITS = ("initial", "initial", "initial", "grandparenting", "waiver-exam-fee", "specialization-crisis-care")
COUNTIES = ("Sacramento", "Sacramento", "Fresno", "Fresno", "Napa", "Ventura")

_DAYS = ("2026-03-02 09:00", "2026-02-20 16:59", "2028-02-25 09:00", "2028-02-28 23:59:50", "2026-10-28 12:00")
"""Near the days on which clocks are changed (2026-03-08, 2026-11-01) and near a February 29."""


class Picks:
    """Numbers that choose, one after the other; smaller ones choose what comes first, which is the plainest."""

    def __init__(self, numbers: bytes) -> None:
        self._numbers = list(numbers)

    def of(self, options: Sequence[Option]) -> Option:
        """One of them; the first when the numbers are used up."""
        number = self._numbers.pop(0) if self._numbers else 0
        return options[number % len(options)]

    def one_in(self, times: int) -> bool:
        return self.of((*([False] * (times - 1)), True))


def opening(numbers: bytes) -> Raw:
    """The head of a story: day, first allotments, policy and rounds."""
    picks = Picks(numbers)
    today = picks.of(_DAYS)
    soon = (datetime.fromisoformat(today) + timedelta(days=20)).date().isoformat()
    return {
        "today": today,
        "pools": {pool: _allotted(picks, cents) for pool, cents in POOLS.items()},
        "policy": {
            "offer_days": picks.of((14, 3)),
            "revision_days": picks.of((30, 5)),
            "award_months": picks.of((12, 1, 2)),
        },
        "rounds": {
            "initial": picks.of(({}, {}, {"priority_until": today[:10]})),
            "grandparenting": picks.of(({}, {"use_milestone": soon})),
            "specialization-crisis-care": picks.of(({}, {}, {"closes": soon})),
        },
    }


def _allotted(picks: Picks, cents: int) -> dict[str, int]:
    """One to three seats; now and then a seat more than the money pays, or the other way round."""
    seats = picks.of((2, 1, 3))
    return {"seats": seats + picks.of((0, 0, 0, 1)), "cents": seats * cents + picks.of((0, 0, 0, 10_000))}


SOUND: Raw = {
    "education": "diploma",
    "documents": {"photo_id": {"legible": True, "expires": "2034-06-30"}, "education": {"legible": True}},
    "self_identifies": True,
    "ethics_signed": True,
}
FLAWS: Sequence[Raw] = (
    {"ethics_signed": False},
    {"education": "none"},
    {"documents": {"photo_id": {"legible": False}}},
    {"documents": {"photo_id": {"expires": "2026-01-31"}}},
    {"self_identifies": False},
    {"pathway": "reciprocity"},
    {"other_funding": ["exam"]},
    {"other_funding": ["application_fee", "exam", "core_training"]},
    {"certification": {"status": "expired"}},
    {"fee_due": {"item": "exam", "paid": True}},
    {"nexus": "volunteer", "language": "es"},
)


def form(name: str, picks: Picks) -> Raw:
    """Mostly an eligible person's; what was wrong in an earlier application of theirs is right again."""
    made = {**SOUND, "county": picks.of(COUNTIES), "nexus": picks.of(("live", "work"))}
    if picks.of((0, 0, 0, 1)):
        made |= picks.of(FLAWS)
    return made | ({"birth_date": BIRTH_DATES[name]} if name in BIRTH_DATES else {})
