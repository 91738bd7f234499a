"""Which reports were made: one row a report, so that a double run finds the first one."""

from datetime import datetime

from chalicelib.domain.part import Part
from chalicelib.store import keys, table


class ReportMade(Part):
    as_of: datetime
    key: str
    """Folder of its files in the bucket."""


def find_report(kind: str, as_of: datetime) -> ReportMade | None:
    row = table.get(keys.report(kind), as_of.isoformat())
    return ReportMade.model_validate_json(row["body"]["S"]) if row else None


def latest_report(kind: str) -> ReportMade | None:
    row = next(table.query(keys.report(kind), limit=1, newest_first=True), None)
    return ReportMade.model_validate_json(row["body"]["S"]) if row else None


def report_write(kind: str, made: ReportMade) -> table.Write:
    return table.put(table.row(keys.report(kind), made.as_of.isoformat(), made))
