"""A form that is being filled in: what was typed, page by page, until it is sent. Nothing here was decided."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from pydantic import Field

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.codes import Code
from chalicelib.domain.filing import Help
from chalicelib.domain.pacific import age_on, birthday, pacific_date
from chalicelib.domain.part import Part
from chalicelib.domain.person import PersonId
from chalicelib.domain.policy import Policy
from chalicelib.domain.program import BenefitId
from chalicelib.domain.refusal import Refused

Said = dict[str, tuple[str, ...]]
"""Field of the page → what was typed, as it was typed."""
PAGE_LIMIT = 40_000
"""Bytes kept of one page. What is longer is no answer to any question, and a row has its limit too."""


class SavedPage(Part):
    said: Said
    version: int = Field(ge=1)
    """How often the page was saved."""
    form: str
    """The key of the form that saved it last: the same form may save again, another one must have seen this."""


class Draft(Part):
    """The application it becomes keeps its id."""

    id: ApplicationId
    person_id: PersonId
    benefit: BenefitId
    pages: dict[str, SavedPage] = Field(default_factory=dict)
    help: Help | None = None
    """Who fills it in beside the person."""
    created_at: datetime
    changed_at: datetime
    kept_until: date
    version: int = 1

    @property
    def said(self) -> Said:
        """Everything that was typed, on all pages."""
        return {name: values for page in self.pages.values() for name, values in page.said.items()}

    def page_version(self, page: str) -> int:
        return self.pages[page].version if page in self.pages else 0


def saved(draft: Draft, page: str, said: Mapping[str, tuple[str, ...]], *, form: str, seen: int) -> Draft:
    """The draft with one page as it is now.

    `seen` is the version of the page that the form was made from. Raises STALE when another form saved other answers
    since; whoever asks then has both. What is too long to keep is left as it was saved before.
    """
    before = draft.pages.get(page)
    if before is not None and before.said == said:
        return draft
    if before is not None and before.version > seen and before.form != form:
        raise Refused(Code.STALE, field=page)
    if _size(said) > PAGE_LIMIT:
        return draft
    now = SavedPage(said=dict(said), version=draft.page_version(page) + 1, form=form)
    return draft.model_copy(update={"pages": draft.pages | {page: now}})


def _size(said: Mapping[str, tuple[str, ...]]) -> int:
    return sum(len(text.encode()) for name, values in said.items() for text in (name, *values))


def sends_from(birth_date: date, closes: date | None, today: date, policy: Policy) -> date | None:
    """The day from which a person who is too young today can send the form, if that day is inside the round and near.

    None for whoever may send it today: an adult, and someone whose birthday is too far away to wait for, about whom a
    person decides.
    """
    if age_on(birth_date, today) >= policy.minimum_age:
        return None
    day = birthday(birth_date, policy.minimum_age)
    is_near = day - today <= timedelta(days=policy.draft_days_before_adult)
    return day if is_near and (closes is None or day <= closes) else None


def kept_until(now: datetime, waits_for: date | None, policy: Policy) -> date:
    """The last day of a draft that was changed now; one that waits for a birthday is kept beyond it."""
    today = pacific_date(now)
    return max(today, waits_for or today) + timedelta(days=policy.draft_days)
