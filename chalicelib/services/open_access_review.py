"""Once a quarter the list of who may do what is made, by itself: the daily sweep finds that there is none yet."""

from collections.abc import Iterator
from datetime import date

from chalicelib.domain.access_review import AccessReview, AccessRow, due_of, quarter_of
from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.roles import Role
from chalicelib.gateways import clock, staff_accounts
from chalicelib.services.deciding import until_settled
from chalicelib.services.identify import staff_id
from chalicelib.store import access_log, access_reviews, programs, staff, table
from chalicelib.store.staff import Standing


def open_access_review(today: date) -> None:
    """The list of the quarter, as the groups are now, unless it has one: late, double and concurrent runs make nothing
    twice. As long as nobody has a role there is nothing to look at, and a later day makes it."""
    until_settled(lambda: _open(today))


def _open(today: date) -> None:
    now, quarter = clock.now(), quarter_of(today)
    if access_reviews.find_review(quarter):
        return
    rows = list(_rows(today))
    if not rows:
        return
    access_reviews.store_rows(quarter, rows)
    due = due_of(today, programs.program_at(now).policy.access_review_days)
    review = AccessReview(quarter=quarter, opened_at=now, due=due, rows=len(rows), left=len(rows))
    event = access_log.event_writes("open_access_review", SYSTEM, now, {"quarter": quarter})
    table.transact([access_reviews.review_write(None, review), *event])


def _rows(today: date) -> Iterator[AccessRow]:
    standings = staff.standings()
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
