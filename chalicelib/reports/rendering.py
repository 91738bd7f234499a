"""An allocation report as CSV, JSON and HTML."""

import csv
import io

from chalicelib.domain.funds import BUCKETS
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.states import ApplicationStatus
from chalicelib.gateways.templates import render
from chalicelib.reports.allocation import AllocationReport, PoolRow

_COLUMNS = ("allotted", *BUCKETS)
_STATUSES = tuple(status.value for status in ApplicationStatus if status is not ApplicationStatus.DRAFT)


def as_json(report: AllocationReport) -> str:
    return report.model_dump_json(indent=2)


def as_csv(report: AllocationReport) -> str:
    """One line a pool and a total, cents as integers. Only ids, words and numbers: no cell can become a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    money = [f"{bucket}_{unit}" for bucket in _COLUMNS for unit in ("seats", "cents")]
    applications = [f"applications_{status}" for status in _STATUSES]
    writer.writerow(["as_of", "pool", *money, *applications, "waiting_tier_1", "waiting_tier_2"])
    for row in (*report.rows, report.total):
        writer.writerow([report.as_of.astimezone(PACIFIC).isoformat(), row.pool, *_numbers(row)])
    return out.getvalue()


def _numbers(row: PoolRow) -> list[int]:
    money = [value for bucket in _COLUMNS for value in (getattr(row, bucket).seats, getattr(row, bucket).cents)]
    applications = [row.applications.get(status, 0) for status in _STATUSES]
    return money + applications + [row.waiting_by_tier.get(tier, 0) for tier in ("1", "2")]


def as_html(report: AllocationReport) -> str:
    """A page of its own, in both languages, that needs nothing else to be read or printed."""
    return render(
        "allocation_report.html",
        report=report,
        as_of=report.as_of.astimezone(PACIFIC),
        rows=[*report.rows, report.total],
        columns=_COLUMNS,
        statuses=_STATUSES,
    )
