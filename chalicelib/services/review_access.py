"""Every quarter somebody looks at who may do what: confirmed, or marked for removal, which Cognito does."""

from dataclasses import dataclass

from chalicelib.domain.access_review import AccessReview, AccessRow, Verdict, quarter_of
from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock, staff_accounts
from chalicelib.services.deciding import requested
from chalicelib.store import access_log, access_reviews, requests, staff, table


def present_quarter() -> str:
    return quarter_of(pacific_date(clock.now()))


def decide_access(actor: Actor, quarter: str, row_id: str, verdict: Verdict, request: Request) -> Receipt:
    """Confirm a row or mark it for removal; the last word counts, and every one is in the trail. Raises NOT-FOUND,
    SAME-PERSON for one's own access, WRONG-STATE for another quarter than this one."""
    authorize(actor, Operation.REVIEW_ACCESS)

    def once() -> Receipt:
        now = clock.now()
        review, row = access_reviews.load_review(quarter), access_reviews.load_row(quarter, row_id)
        refuse_same_person(actor, row.staff_id)
        if quarter != present_quarter():
            raise Refused(Code.WRONG_STATE)
        decided = row.model_copy(update={"verdict": verdict, "decided_by": actor.signed, "decided_at": now})
        detail = {"quarter": quarter, "row": row.id, "verdict": verdict.value}
        event = access_log.event_writes("decide_access", actor, now, detail)
        receipt = Receipt(status=verdict.value)
        kept = requests.receipt_write(request, receipt, now)
        table.transact([kept, access_reviews.row_write(quarter, decided), *_counted(review, row), *event])
        return receipt

    return requested(once, request)


def _counted(review: AccessReview, row: AccessRow) -> list[table.Write]:
    """One row less is without an answer, if this is its first."""
    if row.verdict is not None:
        return []
    return [access_reviews.review_write(review, review.model_copy(update={"left": review.left - 1}))]


@dataclass(frozen=True)
class ReviewedRow:
    row: AccessRow
    still_held: bool | None
    """Of one that was marked for removal: whether the account has the role at this moment."""


def access_to_review(actor: Actor) -> AccessReview | None:
    """The review of this quarter as long as rows of it wait for an answer, for who may give one; else None."""
    review = access_reviews.find_review(present_quarter()) if actor.may(Operation.REVIEW_ACCESS) else None
    return review if review and review.left else None


def list_access_reviews(actor: Actor) -> list[AccessReview]:
    authorize(actor, Operation.READ_ACCESS)
    return access_reviews.reviews()


def read_access_review(actor: Actor, quarter: str) -> tuple[AccessReview, list[ReviewedRow]]:
    """The report of a quarter. Raises NOT-FOUND."""
    authorize(actor, Operation.READ_ACCESS)
    review = access_reviews.load_review(quarter)
    return review, [ReviewedRow(row, _still_held(row)) for row in access_reviews.rows_of(quarter)]


def _still_held(row: AccessRow) -> bool | None:
    if row.verdict is not Verdict.REMOVE:
        return None
    if row.delegation:
        known = staff.load_delegation(row.staff_id, row.delegation)
        return not known.is_over(pacific_date(clock.now()))
    return row.role.value in (staff_accounts.groups_of(row.account) or frozenset())
