"""One's own account: roles, signing out everywhere, and a role in other hands while one is away."""

from chalice.app import Response

from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import PERMISSIONS, Operation
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.roles import DELEGABLE, Role
from chalicelib.gateways import clock
from chalicelib.services.delegate_role import Wanted, delegate_role, end_delegation, list_delegations
from chalicelib.services.sign_out_everywhere import sign_out_everywhere
from chalicelib.web.done_words import DONE
from chalicelib.web.i18n import _
from chalicelib.web.problems import status_of
from chalicelib.web.shown import dropped_cookie, page, reason_of, see_other
from chalicelib.web.typed import day_typed
from chalicelib.web.visit import Visit
from chalicelib.web.work_words import ROLE

_HELP = {
    "role": _("Choose one of your own roles."),
    "stand_in": _("We know no such colleague, or their own roles cannot be together with this one."),
    "absent": _("We know no such colleague with this role."),
    "starts": _("Write a first day that is today or later, and that nobody stands in on already."),
    "ends": _("Write a last day after the first one, and not more than a quarter of a year later."),
    "reason": _("Write a reason with at most 500 characters."),
}


def account(visit: Visit, refusal: Refused | None = None) -> Response:
    """With a refusal, what stood in the way of the delegation, and what was typed."""
    actor = visit.known_actor
    reads = bool(actor.roles & PERMISSIONS[Operation.READ_DELEGATIONS])
    return page(
        visit,
        "staff_account.html",
        status=status_of(refusal.code) if refusal else 200,
        here="/staff/account",
        own=[ROLE[role] for role in sorted(actor.own_roles)],
        covered=[ROLE[cover.role] for cover in actor.covers],
        delegable=_delegable(visit),
        arranges=Role.MANAGER in actor.own_roles,
        delegations=list_delegations(actor) if reads else [],
        ends_them=bool(actor.roles & PERMISSIONS[Operation.DELEGATE_ROLE]),
        today=pacific_date(clock.now()),
        role_words=ROLE,
        reads_access=bool(actor.roles & PERMISSIONS[Operation.READ_ACCESS]),
        done=DONE.get(visit.query.get("done", "")),
        problem=reason_of(refusal.code) if refusal else None,
        problem_help=_HELP.get(refusal.field or "", "") if refusal else "",
        typed=visit.said,
    )


def _delegable(visit: Visit) -> list[tuple[str, str]]:
    """Values and words; for a manager also what colleagues do."""
    own = visit.known_actor.own_roles
    roles = DELEGABLE - ({Role.DHCS} - own) if Role.MANAGER in own else own & DELEGABLE
    return [(role.value, ROLE[role]) for role in sorted(roles)]


def delegated(visit: Visit) -> Response:
    try:
        delegate_role(visit.known_actor, _wanted(visit), visit.request())
    except Refused as refusal:
        return account(visit, refusal)
    return see_other(visit, "/staff/account?done=delegated")


def _wanted(visit: Visit) -> Wanted:
    try:
        role = Role(visit.said("role"))
    except ValueError as error:
        raise invalid("role") from error
    starts, ends = day_typed(visit.said("starts"), "starts"), day_typed(visit.said("ends"), "ends")
    return Wanted(role, visit.said("stand_in"), starts, ends, visit.said("reason"), visit.said("absent"))


def delegation_ended(visit: Visit) -> Response:
    try:
        end_delegation(visit.known_actor, visit.params["delegation_id"], visit.request())
    except Refused as refusal:
        return account(visit, refusal)
    return see_other(visit, "/staff/account?done=delegation_ended")


def out_everywhere(visit: Visit) -> Response:
    """For people and for staff: each to the page where one signs in."""
    sign_out_everywhere(visit.known_actor, visit.request())
    cookie = dropped_cookie(visit, visit.area.cookie, visit.area.path)
    return see_other(visit, f"{visit.area.entrance}?done=out", (cookie,))
