"""Runs: which execution of a subject is the present one, and the task token that it waits with.

Tokens stay here, and in the outbox between a decision that used one up and its telling. They are never in a URL, a
message or a log.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.store import keys, table


@dataclass(frozen=True)
class Run:
    """The present execution of an application, or of a claim of it."""

    application_id: str
    claim_id: str | None
    number: int
    token: str | None = None
    token_place: str | None = None
    told_queued: bool = False

    @property
    def execution_name(self) -> str:
        return f"{self.claim_id or self.application_id}-r{self.number}"

    @property
    def ids(self) -> dict[str, str]:
        """All that an execution of this subject is ever given."""
        ids = {"application_id": self.application_id}
        return ids | {"claim_id": self.claim_id} if self.claim_id else ids


def new_run_write(application_id: str, claim_id: str | None) -> table.Write:
    subject = f"{application_id}#{claim_id or ''}"
    return table.put_new(
        table.row(
            keys.application(application_id), keys.run(claim_id), run_number=1, open_pk=keys.OPEN, open_sk=subject
        )
    )


def load_run(application_id: str, claim_id: str | None) -> Run:
    found = table.get(keys.application(application_id), keys.run(claim_id))
    if found is None:
        raise LookupError("no run of this subject")
    return run_of(found)


def open_runs() -> Iterator[Run]:
    """Every subject whose workflow has not come to an end, from the sparse index `open`."""
    return (run_of(found) for found in table.query(keys.OPEN, index="open"))


def run_of(found: table.Row) -> Run:
    """The run that a row holds."""
    claim = found["sk"]["S"].removeprefix("RUN#")
    return Run(
        application_id=found["pk"]["S"].removeprefix("APPLICATION#"),
        claim_id=None if claim == "application" else claim,
        number=int(found["run_number"]["N"]),
        token=found["task_token"]["S"] if "task_token" in found else None,
        token_place=found["token_place"]["S"] if "token_place" in found else None,
        told_queued="told_queued" in found,
    )


def token_write(run: Run, token: str, place: str, *, told_queued: bool) -> table.Write:
    """The token that this run waits with, unless a later run has begun."""
    values: dict[str, str | int] = {"token": token, "place": place, "run": run.number}
    expression = "SET task_token = :token, token_place = :place"
    if told_queued:
        expression += ", told_queued = :told"
        values["told"] = 1
    return table.update(*_key(run), expression, "run_number = :run", values)


def forget_token(run: Run) -> None:
    """The token was used. A later one, stored meanwhile, stays."""
    with contextlib.suppress(table.Conflict):
        table.transact([token_used_write(run)])


def token_used_write(run: Run) -> table.Write:
    """The token forgotten. Raises Conflict when another one has taken its place."""
    return table.update(*_key(run), "REMOVE task_token, token_place", "task_token = :token", {"token": run.token or ""})


def next_run(run: Run) -> Run | None:
    """The run after this one, or None when someone else has begun it."""
    expression = "SET run_number = :next REMOVE task_token, token_place"
    # Whoever lost the token's race meanwhile sees another token, or none, and leaves the run alone.
    unchanged = "run_number = :run" + (" AND task_token = :token" if run.token else "")
    values: dict[str, str | int] = {"next": run.number + 1, "run": run.number}
    values |= {"token": run.token} if run.token else {}
    begun = table.update(*_key(run), expression, unchanged, values)
    try:
        table.transact([begun])
    except table.Conflict:
        return None
    return Run(application_id=run.application_id, claim_id=run.claim_id, number=run.number + 1)


def end_run(run: Run) -> None:
    """The workflow of this subject has come to its end: nothing waits any more."""
    table.transact([table.update(*_key(run), "REMOVE open_pk, open_sk, task_token, token_place")])


def _key(run: Run) -> tuple[str, str]:
    return keys.application(run.application_id), keys.run(run.claim_id)
