"""A role in other hands while its holder is away: made by the holder, or for them by a manager."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.delegation import Delegation, StaffMember, refuse_days, refuse_delegator, refuse_stand_in
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.roles import Role
from chalicelib.gateways import clock, staff_accounts
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.deciding import requested
from chalicelib.services.identify import staff_email_digest, staff_id
from chalicelib.store import access_log, programs, requests, staff, table

_LONGEST_REASON = 500


@dataclass(frozen=True)
class Wanted:
    """A delegation as somebody asks for it. Days are Pacific dates, both included."""

    role: Role
    stand_in: str
    """The e-mail of the colleague's staff account."""
    starts: date
    ends: date
    reason: str
    absent: str = ""
    """The e-mail of whoever is away; empty for oneself."""


def delegate_role(actor: Actor, wanted: Wanted, request: Request) -> Receipt:
    """Raises NOT-ALLOWED for a role that is not the actor's to delegate, SAME-PERSON, WRONG-STATE when the role is in
    other hands on one of the days already, INVALID with the field: also for a colleague whose own roles forbid it."""
    authorize(actor, Operation.DELEGATE_ROLE)
    if not wanted.reason.strip() or len(wanted.reason) > _LONGEST_REASON:
        raise invalid("reason")

    def once() -> Receipt:
        made = _made(actor, wanted)
        receipt = Receipt(status="delegated", delegation_id=made.id)
        event = access_log.event_writes("delegate_role", actor, made.made_at, _detail(made))
        kept = requests.receipt_write(request, receipt, made.made_at)
        table.transact([kept, staff.delegation_write(None, made), *event])
        return receipt

    return requested(once, request)


def _made(actor: Actor, wanted: Wanted) -> Delegation:
    now = clock.now()
    absent = _absent(actor, wanted)
    refuse_delegator(actor, wanted.role, absent.id)
    stand_in = _member(wanted.stand_in, "stand_in")
    refuse_stand_in(actor, wanted.role, absent.id, stand_in.id, _roles_of(stand_in))
    refuse_days(wanted.starts, wanted.ends, pacific_date(now), programs.program_at(now).policy.delegation_longest_days)
    _refuse_overlap(wanted, absent)
    return Delegation(
        id=new_id(now),
        role=wanted.role,
        absent=absent,
        stand_in=stand_in,
        starts=wanted.starts,
        ends=wanted.ends,
        reason=wanted.reason.strip(),
        made_by=actor.signed,
        made_at=now,
    )


def _absent(actor: Actor, wanted: Wanted) -> StaffMember:
    if not wanted.absent:
        return StaffMember(id=actor.id, account=actor.account or "", email_digest=actor.email_digest)
    member = _member(wanted.absent, "absent")
    if wanted.role not in _roles_of(member):
        raise invalid("absent")
    return member


def _member(email: str, field: str) -> StaffMember:
    account = staff_accounts.account_of_email(email.strip())
    if account is None:
        raise invalid(field)
    return StaffMember(
        id=staff_id(account.subject), account=account.name, email_digest=staff_email_digest(account.email)
    )


def _roles_of(member: StaffMember) -> frozenset[Role]:
    groups = staff_accounts.groups_of(member.account) or frozenset()
    return frozenset(role for role in Role if role.value in groups)


def _refuse_overlap(wanted: Wanted, absent: StaffMember) -> None:
    for known in staff.delegations():
        same = known.role is wanted.role and known.absent.id == absent.id and known.revoked_at is None
        if same and known.starts <= wanted.ends and wanted.starts <= known.ends:
            raise Refused(Code.WRONG_STATE, field="starts")


def end_delegation(actor: Actor, delegation_id: str, request: Request) -> Receipt:
    """From now on, by whoever made it, is away, stands in, or is a manager. Raises NOT-FOUND, NOT-ALLOWED,
    WRONG-STATE when it is over."""
    authorize(actor, Operation.DELEGATE_ROLE)

    def once() -> Receipt:
        now = clock.now()
        known = next((each for each in staff.delegations() if each.id == delegation_id), None)
        if known is None:
            raise Refused(Code.NOT_FOUND, field="delegation")
        concerned = {known.absent.id, known.stand_in.id, known.made_by}
        if actor.id not in concerned and Role.MANAGER not in actor.own_roles:
            raise Refused(Code.NOT_ALLOWED)
        if known.is_over(pacific_date(now)):
            raise Refused(Code.WRONG_STATE)
        ended = known.model_copy(update={"revoked_by": actor.signed, "revoked_at": now})
        receipt = Receipt(status="ended", delegation_id=known.id)
        event = access_log.event_writes("end_delegation", actor, now, _detail(known))
        kept = requests.receipt_write(request, receipt, now)
        table.transact([kept, staff.delegation_write(known, ended), *event])
        return receipt

    return requested(once, request)


def _detail(delegation: Delegation) -> dict[str, str]:
    """Without the reason: an absence is nobody else's business for longer than it lasts."""
    return {
        "delegation": delegation.id,
        "role": delegation.role.value,
        "absent": delegation.absent.id,
        "stand_in": delegation.stand_in.id,
        "starts": delegation.starts.isoformat(),
        "ends": delegation.ends.isoformat(),
    }


_SEE_ALL = frozenset({Role.MANAGER, Role.ADMIN, Role.AUDITOR, Role.PRIVACY_OFFICER})


def list_delegations(actor: Actor) -> list[Delegation]:
    """Newest first: those that the actor has to do with; for managers and whoever watches over access, all."""
    authorize(actor, Operation.READ_DELEGATIONS)
    all_of_them = bool(actor.own_roles & _SEE_ALL)
    found = [each for each in staff.delegations() if all_of_them or actor.id in (each.absent.id, each.stand_in.id)]
    return sorted(found, key=lambda each: each.id, reverse=True)
