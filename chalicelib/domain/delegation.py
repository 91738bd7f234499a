"""Standing in for a colleague who is away: which role, for whom, from when until when, and what may not be together."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from chalicelib.domain.actors import Actor, Cover
from chalicelib.domain.codes import Code
from chalicelib.domain.part import Part
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.roles import DELEGABLE, Role

APART: tuple[frozenset[Role], ...] = (
    frozenset({Role.PREPARER, Role.PAYMENT_APPROVER, Role.RECONCILER}),
    frozenset({Role.REVIEWER, Role.APPROVER}),
    frozenset({Role.MANAGER, Role.DHCS}),
    frozenset({Role.APPEALS_OFFICER, Role.REVIEWER, Role.APPROVER}),
)
"""Of each of these, nobody gets a second one by delegation (DOMAIN.md 7.5); each subject is checked besides."""


class StaffMember(Part):
    """A staff account, as a delegation names it. Names nobody."""

    id: str
    account: str
    email_digest: str | None = None


class Delegation(Part):
    id: str
    role: Role
    absent: StaffMember
    stand_in: StaffMember
    starts: date
    ends: date
    """Both days included, in California."""
    reason: str
    made_by: str
    made_at: datetime
    revoked_by: str | None = None
    revoked_at: datetime | None = None

    def is_in_force(self, today: date) -> bool:
        return self.revoked_at is None and self.starts <= today <= self.ends

    def is_over(self, today: date) -> bool:
        return self.revoked_at is not None or today > self.ends

    @property
    def cover(self) -> Cover:
        return Cover(role=self.role, id=self.absent.id, email_digest=self.absent.email_digest)


def refuse_delegator(actor: Actor, role: Role, absent_id: str) -> None:
    """Raises NOT-ALLOWED: a role is delegated by its holder, and not on; or by a manager for somebody who is away, but
    not the role that decides on what managers propose."""
    if role not in DELEGABLE:
        raise Refused(Code.NOT_ALLOWED, field="role")
    if absent_id == actor.id:
        if role not in actor.own_roles:
            raise Refused(Code.NOT_ALLOWED, field="role")
    elif Role.MANAGER not in actor.own_roles or role is Role.DHCS:
        raise Refused(Code.NOT_ALLOWED, field="absent")


def refuse_stand_in(actor: Actor, role: Role, absent_id: str, stand_in_id: str, roles: frozenset[Role]) -> None:
    """`roles`: the stand-in's own. Raises SAME-PERSON for the absent person, and for a manager who would take a
    colleague's role; INVALID for somebody whose own roles and this one must not be together."""
    if stand_in_id in (absent_id, actor.id):
        raise Refused(Code.SAME_PERSON, field="stand_in")
    if role in roles or not may_be_together(roles, role):
        raise invalid("stand_in")


def may_be_together(own: Iterable[Role], role: Role) -> bool:
    """Only staff who do the program's own work stand in; never with another role of the same group of `APART`."""
    held = frozenset(own)
    if not held or not held <= DELEGABLE:
        return False
    return not any(role in group and held & group for group in APART)


def refuse_days(starts: date, ends: date, today: date, longest: int) -> None:
    """Raises INVALID for a first day that is over, a last day before it, or more days than `longest`."""
    if starts < today:
        raise invalid("starts")
    if not starts <= ends < starts + timedelta(days=longest):
        raise invalid("ends")
