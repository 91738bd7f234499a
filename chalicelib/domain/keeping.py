"""How long the documents of an application are kept once it has ended."""

from datetime import date, timedelta

from chalicelib.domain.appealing import appeal_until
from chalicelib.domain.asking_again import ask_again_until
from chalicelib.domain.folder import Folder
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.policy import Policy
from chalicelib.domain.states import AwardStatus

LONGEST_PAUSE = timedelta(days=90)
"""Between two looks, so that a setting that was made shorter takes effect within a quarter of a year."""


def kept_until(folder: Folder, policy: Policy) -> date | None:
    """The last Pacific day on which its documents are kept; None while it goes on, or while an appeal waits.

    `documents_kept_days` run from the last thing that happened to it, and never end before it can no longer be appealed
    or asked for again.
    """
    if not has_ended(folder):
        return None
    last = pacific_date(folder.application.history[-1].at)
    days = (
        last + timedelta(days=policy.documents_kept_days),
        appeal_until(folder.application, policy),
        ask_again_until(folder, policy.ask_again_days),
    )
    return max(day for day in days if day is not None)


def has_ended(folder: Folder) -> bool:
    """Withdrawn, denied or closed, or awarded and all of it used; and no appeal waits for its decision."""
    application, award = folder.application, folder.award
    is_used = award is not None and award.status is AwardStatus.COMPLETED
    return application.open_appeal is None and (is_used or not application.is_live)


def look_again_on(folder: Folder, today: date, policy: Policy) -> date:
    """The Pacific day on which to see whether the time is up: what goes on today ends today at the earliest."""
    until = kept_until(folder, policy) or today + timedelta(days=policy.documents_kept_days)
    return min(until + timedelta(days=1), today + LONGEST_PAUSE)
