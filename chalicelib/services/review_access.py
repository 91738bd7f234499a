"""Every quarter an administrator looks at who may do what: confirmed, or marked for removal, which Cognito does."""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.domain.access_review import AccessReview, AccessRow, Verdict, quarter_of
from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.gateways import clock, staff_accounts
from chalicelib.services.deciding import requested
from chalicelib.services.identify import staff_id
from chalicelib.store import access_log, access_reviews, requests, staff, table
from chalicelib.store.staff import Standing


def present_quarter() -> str:
    return quarter_of(pacific_date(clock.now()))


def open_access_review(actor: Actor, request: Request) -> Receipt:
    """The list of this quarter, as the groups are now. Raises WRONG-STATE when it was opened already."""
    authorize(actor, Operation.REVIEW_ACCESS)

    def once() -> Receipt:
        now, quarter = clock.now(), present_quarter()
        if access_reviews.find_review(quarter):
            raise Refused(Code.WRONG_STATE)
        rows = list(_rows())
        access_reviews.store_rows(quarter, rows)
        review = AccessReview(quarter=quarter, opened_by=actor.signed, opened_at=now, rows=len(rows))
        event = access_log.event_writes("open_access_review", actor, now, {"quarter": quarter})
        receipt = Receipt(status="opened")
        table.transact([requests.receipt_write(request, receipt, now), access_reviews.review_write(review), *event])
        return receipt

    return requested(once, request)


def _rows() -> Iterator[AccessRow]:
    standings, today = staff.standings(), pacific_date(clock.now())
    for role in Role:
        for account in staff_accounts.members_of(role.value):
            member = staff_id(account.subject)
            yield AccessRow(
                staff_id=member,
                account=account.name,
                role=role,
                enabled=account.enabled,
                last_sign_in=standings.get(member, Standing()).last_sign_in,
            )
    for standing in standings.values():
        for delegation in (each for each in standing.delegations if not each.is_over(today)):
            yield AccessRow(
                staff_id=delegation.stand_in.id,
                account=delegation.stand_in.account,
                role=delegation.role,
                enabled=True,
                last_sign_in=standing.last_sign_in,
                delegation=delegation.id,
                until=delegation.ends,
            )


def decide_access(actor: Actor, quarter: str, row_id: str, verdict: Verdict, request: Request) -> Receipt:
    """Confirm a row or mark it for removal; the last word counts, and every one is in the trail. Raises NOT-FOUND,
    SAME-PERSON for one's own access, WRONG-STATE for another quarter than this one."""
    authorize(actor, Operation.REVIEW_ACCESS)

    def once() -> Receipt:
        now = clock.now()
        if access_reviews.find_review(quarter) is None:
            raise Refused(Code.NOT_FOUND, field="quarter")
        row = access_reviews.load_row(quarter, row_id)
        refuse_same_person(actor, row.staff_id)
        if quarter != present_quarter():
            raise Refused(Code.WRONG_STATE)
        decided = row.model_copy(update={"verdict": verdict, "decided_by": actor.signed, "decided_at": now})
        detail = {"quarter": quarter, "row": row.id, "verdict": verdict.value}
        event = access_log.event_writes("decide_access", actor, now, detail)
        receipt = Receipt(status=verdict.value)
        kept = requests.receipt_write(request, receipt, now)
        table.transact([kept, access_reviews.row_write(quarter, decided), *event])
        return receipt

    return requested(once, request)


@dataclass(frozen=True)
class ReviewedRow:
    row: AccessRow
    still_held: bool | None
    """Of one that was marked for removal: whether the account has the role at this moment."""


def list_access_reviews(actor: Actor) -> list[AccessReview]:
    authorize(actor, Operation.READ_ACCESS)
    return access_reviews.reviews()


def read_access_review(actor: Actor, quarter: str) -> tuple[AccessReview, list[ReviewedRow]]:
    """The report of a quarter. Raises NOT-FOUND."""
    authorize(actor, Operation.READ_ACCESS)
    review = access_reviews.find_review(quarter)
    if review is None:
        raise Refused(Code.NOT_FOUND, field="quarter")
    return review, [ReviewedRow(row, _still_held(row)) for row in access_reviews.rows_of(quarter)]


def _still_held(row: AccessRow) -> bool | None:
    if row.verdict is not Verdict.REMOVE:
        return None
    if row.delegation:
        known = staff.load_delegation(row.staff_id, row.delegation)
        return not known.is_over(pacific_date(clock.now()))
    return row.role.value in (staff_accounts.groups_of(row.account) or frozenset())
