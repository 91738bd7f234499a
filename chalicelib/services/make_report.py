"""The allocation report: every Monday at 6:00 am Pacific, or when someone asks."""

import logging
from datetime import UTC, datetime, time

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import PACIFIC, last_due
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.gateways.files import get_file, put_file
from chalicelib.reports.allocation import AllocationReport, pool_row, total_row
from chalicelib.reports.rendering import as_csv, as_html, as_json
from chalicelib.services.deciding import requested
from chalicelib.services.forecast_pools import learn, prospect_of
from chalicelib.store import programs, report_index, requests, table, work
from chalicelib.store.report_index import ReportMade

log = logging.getLogger(__name__)

KIND = "allocation"
_MONDAY, _SIX = 0, time(6, 0)


def weekly_report() -> ReportMade:
    """The report that was last due, as of its due time, however late this runs; made once."""
    due = last_due(_MONDAY, _SIX, clock.now()).astimezone(UTC)
    found = report_index.find_report(KIND, due)
    if found is not None:
        return found
    made = _store(due, f"{KIND}/weekly/{due.astimezone(PACIFIC).date().isoformat()}")
    table.transact([report_index.report_write(KIND, made)])
    log.info("Report made", extra={"report": made.key})
    return made


def make_report(actor: Actor, request: Request) -> Receipt:
    """A report as of now."""
    authorize(actor, Operation.MAKE_REPORT)

    def once() -> Receipt:
        now = clock.now()
        made = _store(now, f"{KIND}/on-request/{now.strftime('%Y%m%dT%H%M%S.%fZ')}")
        receipt = Receipt(status="made", report_key=made.key)
        table.transact([report_index.report_write(KIND, made), requests.receipt_write(request, receipt, now)])
        return receipt

    return requested(once, request)


def read_latest_report(actor: Actor) -> str:
    """The latest report's JSON. Raises NOT-FOUND before the first."""
    authorize(actor, Operation.READ_REPORT)
    latest = report_index.latest_report(KIND)
    if latest is None:
        raise Refused(Code.NOT_FOUND, field="report")
    return get_file(f"{latest.key}/allocation.json")


def compute_report(as_of: datetime) -> AllocationReport:
    """Read from each pool's journal and its applications' histories, as both were recorded at the moment."""
    program = programs.program_at(as_of)
    learned = learn(program, program.pool_ids(), as_of)
    rows = tuple(
        pool_row(
            program,
            known.balance,
            (folder.application for folder in work.folders_of_pool(pool_id)),
            as_of,
            prospect_of(program, pool_id, known, as_of),
        )
        for pool_id, known in learned.items()
    )
    return AllocationReport(as_of=as_of, program_version=program.version, rows=rows, total=total_row(rows))


def _store(as_of: datetime, key: str) -> ReportMade:
    report = compute_report(as_of)
    put_file(f"{key}/{KIND}.json", as_json(report), "application/json")
    put_file(f"{key}/{KIND}.csv", as_csv(report), "text/csv")
    put_file(f"{key}/{KIND}.html", as_html(report), "text/html")
    return ReportMade(as_of=as_of, key=key)
