"""Whether whoever signed in may still act, and with which roles: asked at every request of staff, not once a day."""

from contextlib import suppress
from datetime import datetime

from chalicelib.domain.actors import Actor, Cover
from chalicelib.domain.delegation import Delegation, may_be_together
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.roles import Role
from chalicelib.gateways import clock, staff_accounts
from chalicelib.store import staff, table
from chalicelib.store.staff import Standing


def confirm_token(actor: Actor) -> Actor | None:
    """As `confirm_standing`, of whoever shows a token. That they signed in is noted, once a Pacific day: an access
    review asks who uses what, and the API has no page where one comes in."""
    confirmed, standing = _confirmed(actor)
    if confirmed and actor.signed_in_at and _is_first_of_day(actor.signed_in_at, standing.last_sign_in):
        with suppress(table.Conflict):  # another request of theirs notes it at this moment
            staff.note_sign_in(actor.id, actor.signed_in_at)
    return confirmed


def _is_first_of_day(at: datetime, last: datetime | None) -> bool:
    return last is None or pacific_date(last) < pacific_date(at)


def confirm_standing(actor: Actor) -> Actor | None:
    """The actor with the roles that count at this moment: those of the sign-in that the account still has, and those of
    colleagues who are away.

    None when the account is gone, was disabled or was signed out everywhere since. People have no account, and no
    other role than their own.
    """
    return actor if actor.roles == {Role.APPLICANT} else _confirmed(actor)[0]


def _confirmed(actor: Actor) -> tuple[Actor | None, Standing]:
    groups = staff_accounts.groups_of(actor.account) if actor.account else None
    if groups is None:
        return None, Standing()
    standing = staff.standing_of(actor.id)
    if _signed_out(actor, standing):
        return None, standing
    own = frozenset(role for role in actor.roles if role.value in groups) - {Role.APPLICANT}
    covers = _covers(own, standing)
    return actor.model_copy(update={"roles": own | {cover.role for cover in covers}, "covers": covers}), standing


def _signed_out(actor: Actor, standing: Standing) -> bool:
    """Tokens tell the time of the sign-in in whole seconds."""
    ended = standing.signed_out_at
    if ended is None:
        return False
    return actor.signed_in_at is None or actor.signed_in_at < ended.replace(microsecond=0)


def _covers(own: frozenset[Role], standing: Standing) -> tuple[Cover, ...]:
    today = pacific_date(clock.now())
    found = [each for each in standing.delegations if each.is_in_force(today) and each.role not in own]
    return tuple(each.cover for each in found if may_be_together(own, each.role) and _still_holds(each))


def _still_holds(delegation: Delegation) -> bool:
    """Nobody stands in for a right that is no longer there."""
    groups = staff_accounts.groups_of(delegation.absent.account)
    return groups is not None and delegation.role.value in groups
