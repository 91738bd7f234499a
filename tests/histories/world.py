"""What a step is made from: the people, applications and batches of the story so far, and which of them fit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from chalicelib.domain.award import AwardItem
from chalicelib.domain.folder import Folder
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.states import AwardStatus, BatchStatus, ItemStatus
from local.player.stage import Stage
from tests.histories.cast import PEOPLE, STAFF, Picks
from tests.histories.seen import Seen

TRAININGS = ("core_training", "specialization_training")


@dataclass
class World:
    """What a step is made from: what there is, under the names that the story gave it."""

    stage: Stage
    seen: Seen
    now: datetime
    named: dict[str, list[str]] = field(default_factory=dict)
    """Names of proposals and the like, by the action that made them, in order."""

    @property
    def today(self) -> date:
        return pacific_date(self.now)

    def folders(self) -> dict[str, Folder]:
        """By name."""
        return {name: self.seen.folders[key] for name, key in self.stage.names.applications.items()}

    def one(self, picks: Picks, fits: Callable[[Folder], bool]) -> str:
        """An application that fits, where there is one; sometimes any; else a name that stands for nothing."""
        everyone = self.folders()
        fitting = [name for name, folder in everyone.items() if fits(folder)]
        if not fitting or picks.one_in(12):
            return picks.of(list(everyone) or ["nobody"])
        return picks.of(fitting)

    def owner(self, name: str, picks: Picks) -> str:
        """As the applicant who owns it; seldom as someone else."""
        owner = self.stage.names.owners.get(name, PEOPLE[0])
        return f"applicant {picks.of(PEOPLE) if picks.one_in(24) else owner}"

    def batch(self, picks: Picks, status: BatchStatus) -> str:
        names = self.stage.names.batches
        fitting = [name for name, key in names.items() if self.seen.batches[key].status is status]
        return picks.of(fitting or list(names) or ["nothing"])

    def day(self, days: int) -> str:
        return (self.today + timedelta(days=days)).isoformat()


def staff(role: str, picks: Picks) -> str:
    return f"{role} {picks.of(STAFF[role])}"


def with_award(*statuses: AwardStatus) -> Callable[[Folder], bool]:
    return lambda folder: folder.award is not None and folder.award.status in statuses


def items_of(folder: Folder | None) -> Sequence[AwardItem]:
    return folder.award.items if folder and folder.award else ()


def item_of(world: World, picks: Picks, name: str, fits: Callable[[AwardItem], bool]) -> str:
    """An item of the award that fits, or any."""
    items = items_of(world.folders().get(name))
    fitting: list[str] = [item.item for item in items if fits(item)]
    return picks.of(fitting or [item.item for item in items] or ["exam"])


def with_item(fits: Callable[[AwardItem], bool]) -> Callable[[Folder], bool]:
    return lambda folder: folder.award is not None and any(fits(item) for item in folder.award.items)


def to_book(item: AwardItem) -> bool:
    return item.item in TRAININGS and item.status is ItemStatus.COMMITTED and item.enrollment is None


def booked(item: AwardItem) -> bool:
    return item.status is ItemStatus.COMMITTED and item.enrollment is not None


def to_credit(item: AwardItem) -> bool:
    return item.item not in TRAININGS and item.status is ItemStatus.COMMITTED


def claimed(item: AwardItem) -> bool:
    return item.status is ItemStatus.CLAIMED
