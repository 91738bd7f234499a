"""Who may do what: signing out everywhere, delegations, access reviews, and applications without names."""

from pydantic import BaseModel

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt
from chalicelib.gateways import clock
from chalicelib.services.delegate_role import Wanted, delegate_role, end_delegation, list_delegations
from chalicelib.services.read_deidentified import Deidentified, read_deidentified
from chalicelib.services.review_access import (
    ReviewedRow,
    decide_access,
    list_access_reviews,
    read_access_review,
)
from chalicelib.services.sign_out_everywhere import end_sessions, sign_out_everywhere
from chalicelib.web import api_access_models as m
from chalicelib.web.api_models import ItemOut, NothingIn, StepOut
from chalicelib.web.call import Call
from chalicelib.web.endpoint import Endpoint


def _sign_out(call: Call) -> BaseModel:
    call.body(NothingIn)
    return sign_out_everywhere(call.known_actor, call.request)


def _end_sessions(call: Call) -> BaseModel:
    call.body(NothingIn)
    return end_sessions(call.known_actor, call.params["staff_id"], call.request)


def _delegations(call: Call) -> BaseModel:
    return m.DelegationsOut(delegations=[_delegation_out(each) for each in list_delegations(call.known_actor)])


def _delegation_out(delegation: Delegation) -> m.DelegationOut:
    return m.DelegationOut(
        id=delegation.id,
        role=delegation.role,
        absent=delegation.absent.account,
        stand_in=delegation.stand_in.account,
        starts=delegation.starts,
        ends=delegation.ends,
        reason=delegation.reason,
        made_by=delegation.made_by,
        revoked_at=delegation.revoked_at,
        in_force=delegation.is_in_force(pacific_date(clock.now())),
    )


def _delegate(call: Call) -> BaseModel:
    given = call.body(m.DelegationIn)
    wanted = Wanted(given.role, given.stand_in, given.starts, given.ends, given.reason, given.absent or "")
    return delegate_role(call.known_actor, wanted, call.request)


def _end_delegation(call: Call) -> BaseModel:
    call.body(NothingIn)
    return end_delegation(call.known_actor, call.params["delegation_id"], call.request)


def _reviews(call: Call) -> BaseModel:
    lines = [
        m.AccessReviewLineOut(
            quarter=each.quarter, opened_at=each.opened_at, due=each.due, left=each.left, count=each.rows
        )
        for each in list_access_reviews(call.known_actor)
    ]
    return m.AccessReviewsOut(reviews=lines)


def _review(call: Call) -> BaseModel:
    review, rows = read_access_review(call.known_actor, call.params["quarter"])
    return m.AccessReviewOut(
        quarter=review.quarter,
        opened_at=review.opened_at,
        due=review.due,
        left=review.left,
        rows=[_row_out(each) for each in rows],
    )


def _row_out(reviewed: ReviewedRow) -> m.AccessRowOut:
    row = reviewed.row
    return m.AccessRowOut(
        id=row.id,
        account=row.account,
        role=row.role,
        enabled=row.enabled,
        last_sign_in=row.last_sign_in,
        until=row.until,
        verdict=row.verdict,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        still_held=reviewed.still_held,
    )


def _decide_access(call: Call) -> BaseModel:
    given = call.body(m.AccessDecisionIn)
    return decide_access(call.known_actor, call.params["quarter"], given.row, given.verdict, call.request)


def _deidentified(call: Call) -> BaseModel:
    return deidentified_out(read_deidentified(call.known_actor, call.params["application_id"]))


def deidentified_out(seen: Deidentified) -> m.DeidentifiedApplicationOut:
    application, award = seen.folder.application, seen.folder.award
    return m.DeidentifiedApplicationOut(
        id=application.id,
        benefit=application.benefit,
        region=seen.region,
        status=application.status,
        reasons=list(application.reasons),
        tier=application.tier,
        submitted_at=application.submitted_at,
        program_version=application.program_version,
        award=m.DeidentifiedAwardOut(
            status=award.status,
            use_by=award.use_by,
            items=[ItemOut(item=each.item, status=each.status, cents=each.cents, starts=None) for each in award.items],
        )
        if award
        else None,
        timeline=[StepOut(at=step.at, status=step.status, action=step.action) for step in application.history],
    )


O = Operation  # noqa: E741 - the table below is read as a table
DELEGATIONS, REVIEWS = "/v1/delegations", "/v1/access-reviews"
ENDED = "End every session and token of one's own"

ACCESS_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("POST", "/v1/sign-out-everywhere", O.SIGN_OUT_EVERYWHERE, ENDED, _sign_out, Receipt, NothingIn),
    Endpoint(
        "POST",
        "/v1/staff/{staff_id}/sign-out",
        O.END_SESSIONS,
        "End every session and token of a staff account",
        _end_sessions,
        Receipt,
        NothingIn,
    ),
    Endpoint("GET", DELEGATIONS, O.READ_DELEGATIONS, "Who stands in for whom", _delegations, m.DelegationsOut),
    Endpoint(
        "POST",
        DELEGATIONS,
        O.DELEGATE_ROLE,
        "Give a role to a colleague while its holder is away",
        _delegate,
        Receipt,
        m.DelegationIn,
        201,
    ),
    Endpoint(
        "POST",
        f"{DELEGATIONS}/{{delegation_id}}/end",
        O.DELEGATE_ROLE,
        "End it now",
        _end_delegation,
        Receipt,
        NothingIn,
    ),
    Endpoint("GET", REVIEWS, O.READ_ACCESS, "The quarterly access reviews", _reviews, m.AccessReviewsOut),
    Endpoint("GET", f"{REVIEWS}/{{quarter}}", O.READ_ACCESS, "The report of a quarter", _review, m.AccessReviewOut),
    Endpoint(
        "POST",
        f"{REVIEWS}/{{quarter}}/decisions",
        O.REVIEW_ACCESS,
        "Confirm a row, or mark it for removal",
        _decide_access,
        Receipt,
        m.AccessDecisionIn,
    ),
    Endpoint(
        "GET",
        "/v1/applications/{application_id}/deidentified",
        O.READ_DEIDENTIFIED,
        "An application without anything that tells whose it is",
        _deidentified,
        m.DeidentifiedApplicationOut,
    ),
)
