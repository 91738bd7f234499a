"""A fee of the program is paid by an award: a credit funded by the pool, no money leaves (DOMAIN.md 1.4)."""

from chalicelib.domain.actors import SYSTEM, Actor, authorize
from chalicelib.domain.award_use import credit
from chalicelib.domain.folder import owes_fee_credit
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import Payee, Program
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import invalid
from chalicelib.domain.states import ItemStatus
from chalicelib.gateways import clock
from chalicelib.services.award_decision import award_decision, award_of, refuse_after_use_by
from chalicelib.services.deciding import decide, follow
from chalicelib.store import folders, programs
from chalicelib.store.commit import Decision


def charge_fee(actor: Actor, award_id: str, item: str, cents: int | None, request: Request) -> Receipt:
    """The certification system says that a fee is due (by default the one in force); the award credits it.

    Raises PRICE-OVER-CAP, RETAKE-NOT-COVERED, DEADLINE-PASSED, WRONG-STATE, INVALID for an item that is no fee.
    """
    authorize(actor, Operation.CHARGE_FEE)
    return decide(lambda: _charge(actor, award_id, item, cents), request)


def _charge(actor: Actor, award_id: str, item: str, cents: int | None) -> Decision:
    folder = folders.load_folder_of_award(award_id)
    award = award_of(folder)
    award.item(item)
    program = programs.program_at(clock.now())
    if program.item(item).payee is not Payee.PROGRAM:
        raise invalid("item")
    if award.item(item).status is not ItemStatus.PAID:
        refuse_after_use_by(award)
    amount = fee_in_force(program, item) if cents is None else cents
    return award_decision(
        folder,
        credit(award, item, amount),
        action="charge_fee",
        actor=actor,
        notice=NoticeKind.FEE_CREDITED,
        facts={"item": item, "cents": str(amount)},
    )


def fee_in_force(program: Program, item: str) -> int:
    """In cents. Raises INVALID when the program knows no fee for the item."""
    fee = program.fee_cents(item, pacific_date(clock.now()))
    if fee is None:
        raise invalid("cents")
    return fee


def credit_waived_fee(application_id: str) -> None:
    """An approved fee waiver credits its fee at once; a fee above what is committed is credited up to that."""
    follow(lambda: _waived(application_id))


def _waived(application_id: str) -> Decision | None:
    folder = folders.load_folder(application_id)
    if not owes_fee_credit(folder):
        return None
    award = award_of(folder)
    owed = next(item for item in award.items if item.status is ItemStatus.COMMITTED)
    amount = min(owed.cents, fee_in_force(programs.program_at(clock.now()), owed.item))
    return award_decision(
        folder,
        credit(award, owed.item, amount),
        action="credit_fee",
        actor=SYSTEM,
        notice=NoticeKind.FEE_CREDITED,
        facts={"item": owed.item, "cents": str(amount)},
    )
