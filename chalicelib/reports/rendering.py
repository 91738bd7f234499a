"""An allocation report as CSV, JSON and HTML."""

import csv
import io
from collections.abc import Callable, Mapping

from chalicelib.domain.forecast import Interval, Prospect, RunOut, WarningKind
from chalicelib.domain.funds import BUCKETS
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.program_values import Text
from chalicelib.domain.states import ApplicationStatus
from chalicelib.gateways.templates import dollars, one_decimal, render
from chalicelib.reports.allocation import AllocationReport, PoolRow

_COLUMNS = ("allotted", *BUCKETS)
_ENDS = ("low", "expected", "high")
_FORECAST_COLUMNS = (
    *("forecast_days", "forecast_taken", "forecast_returned", "promised_until"),
    *(f"{name}_{end}" for name in ("pace_hundredths", "left_seats", "left_cents") for end in _ENDS),
    *("runs_out_early", "runs_out_expected", "runs_out_late"),
)
_WARNINGS: Mapping[WarningKind, Text] = {
    WarningKind.UNSPENT: Text(en="Much will be left unspent", es="Quedará mucho sin usar"),
    WarningKind.RUNS_OUT: Text(en="Runs out soon", es="Se agotará pronto"),
}
_STATUSES = tuple(status.value for status in ApplicationStatus if status is not ApplicationStatus.DRAFT)


def as_json(report: AllocationReport) -> str:
    return report.model_dump_json(indent=2)


def as_csv(report: AllocationReport) -> str:
    """One line a pool and a total, cents as integers. Only ids, words and numbers: no cell can become a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    money = [f"{bucket}_{unit}" for bucket in _COLUMNS for unit in ("seats", "cents")]
    applications = [f"applications_{status}" for status in _STATUSES]
    writer.writerow(
        ["as_of", "pool", *money, *applications, "waiting_tier_1", "waiting_tier_2", *_FORECAST_COLUMNS, "warnings"]
    )
    for row in (*report.rows, report.total):
        as_of = report.as_of.astimezone(PACIFIC).isoformat()
        writer.writerow([as_of, row.pool, *_numbers(row), *_forecast_cells(row.prospect)])
    return out.getvalue()


def _forecast_cells(prospect: Prospect | None) -> list[str | int]:
    """Empty where nothing is forecast. Rates are hundredths of a seat a week."""
    if prospect is None:
        return [""] * (len(_FORECAST_COLUMNS) + 1)
    found = prospect.forecast
    cells: list[str | int | None] = [found.days, found.taken, found.returned, found.outlook.promised_until.isoformat()]
    for interval in (found.pace, found.left_seats, found.left_cents):
        cells += [interval.low, interval.expected, interval.high] if interval else [None] * 3
    out = found.runs_out
    days = (out.early, out.expected, out.late) if out else (None,) * 3
    cells += [day.isoformat() if day else None for day in days]
    return ["" if cell is None else cell for cell in cells] + [" ".join(prospect.warnings)]


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
        warnings=_WARNINGS,
        interval=_interval,
        run_out=_run_out,
        rate=one_decimal,
        plain=str,
        dollars=dollars,
    )


def _interval(found: Interval | None, shown: Callable[[int], str]) -> str:
    """`33–65 (50)`; without the bracket where there are too few data for one figure, a dash where there are none."""
    if found is None:
        return "–"
    expected = f" ({shown(found.expected)})" if found.expected is not None else ""
    return f"{shown(found.low)}–{shown(found.high)}{expected}"


def _run_out(found: RunOut | None) -> str:
    """The same of days; an open end is a dash."""
    if found is None or found.early is None:
        return "–"
    days = [day.isoformat() if day else "" for day in (found.early, found.late, found.expected)]
    return f"{days[0]} – {days[1]}" + (f" ({days[2]})" if days[2] else "")
