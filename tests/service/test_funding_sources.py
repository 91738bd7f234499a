"""A funding source's days: promises fit into its period of performance, payments into its liquidation."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from chalicelib.domain.pacific import PACIFIC
from chalicelib.store import programs
from tests.service.next_program import next_program
from tests.service.site import Site, open_site


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened
        opened.check_books()


def end_source(site: Site, period: int, liquidation: int) -> tuple[date, date]:
    """A version of the program whose contract ends in so many days; its last day for promises and for paying."""
    now = site.clock.now()
    program = programs.program_at(now)
    today = now.astimezone(PACIFIC).date()
    days = {
        "period_end": today + timedelta(days=period),
        "liquidation_deadline": today + timedelta(days=liquidation),
    }
    changed = [source.model_dump() | days for source in program.funding_sources]
    next_program(funding_sources=changed)
    return days["period_end"], days["liquidation_deadline"]


def test_an_award_can_be_used_until_the_last_day_of_the_period(site: Site) -> None:
    last_day, _ = end_source(site, 40, 130)
    site.award("ana")
    award = site.folder("ana").award
    assert award is not None
    assert (award.use_by, award.use_by_basis) == (last_day, "period_end")


def test_a_training_of_the_period_is_paid_after_it_until_the_liquidation_deadline(site: Site) -> None:
    site.claimed("ana")
    end_source(site, 10, 20)
    site.jump(20)
    site.do("payment_approver max", "approve_claim", award="ana", item="core_training")
    site.batch("b1")


def test_nothing_is_approved_for_payment_after_the_liquidation_deadline(site: Site) -> None:
    site.claimed("ana")
    site.claimed("ben")
    site.do("payment_approver max", "approve_claim", award="ana", item="core_training")
    site.prepared("b1")
    end_source(site, 10, 20)
    site.jump(21)
    refused = "DEADLINE-PASSED"
    site.do("payment_approver max", "approve_claim", award="ben", item="core_training", refused=refused)
    site.do("payment_approver max", "approve_batch", batch="b1", refused=refused)
