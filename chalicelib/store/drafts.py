"""Drafts: what a person typed and has not sent yet, in their own partition, until its time is up."""

from datetime import date

from chalicelib.domain.draft import Draft
from chalicelib.domain.pacific import end_of_day
from chalicelib.store import keys, table


def find_draft(person_id: str, draft_id: str, today: date) -> Draft | None:
    """One of the person's own; None when it is not there, or its time is up (DynamoDB removes such rows days later)."""
    row = table.get(keys.person(person_id), keys.draft(draft_id))
    return _living(row, today) if row else None


def drafts_of(person_id: str, today: date) -> list[Draft]:
    """Oldest first."""
    rows = table.query(keys.person(person_id), "DRAFT#")
    return [draft for draft in (_living(row, today) for row in rows) if draft]


def _living(row: table.Row, today: date) -> Draft | None:
    draft = Draft.model_validate_json(row["body"]["S"])
    return draft if today <= draft.kept_until else None


def draft_write(before: Draft | None, after: Draft) -> table.Write:
    """A new draft, or one as a page leaves it, unless another page was saved meanwhile."""
    item = table.row(
        keys.person(after.person_id),
        keys.draft(after.id),
        after,
        version=after.version,
        expires_at=int(end_of_day(after.kept_until).timestamp()),
    )
    return table.put_next(item, before.version if before else None)


def removal_write(draft: Draft) -> table.Write:
    """Unless it was changed or removed meanwhile."""
    return table.delete(keys.person(draft.person_id), keys.draft(draft.id), "version = :seen", {"seen": draft.version})


def presence_check(draft: Draft) -> table.Write:
    """That it was neither sent nor removed meanwhile."""
    return table.check(keys.person(draft.person_id), keys.draft(draft.id), "attribute_exists(pk)", {})
