"""Runs: which execution of a subject is the present one, and the task token that it waits with.

Tokens stay here, and in the outbox between a decision that used one up and its telling. They are never in a URL, a
message or a log.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.domain.subject import Subject
from chalicelib.store import keys, table

_APPLICATION, _PROPOSAL = "application", "proposal"
_END = "REMOVE open_pk, open_sk, task_token, token_place"


@dataclass(frozen=True)
class Run:
    """The present execution of a subject."""

    subject: Subject
    number: int
    token: str | None = None
    token_place: str | None = None
    told_queued: bool = False

    @property
    def execution_name(self) -> str:
        return f"{self.subject.name}-r{self.number}"


def new_run_write(subject: Subject) -> table.Write:
    return table.put_new(table.row(*_key(subject), run_number=1, open_pk=keys.OPEN, open_sk=_listed(subject)))


def run_again_write(subject: Subject) -> table.Write:
    """The next run of a subject whose workflow had come to its end: open again, its execution still to be started."""
    return table.update(
        *_key(subject),
        "SET run_number = run_number + :one, open_pk = :open, open_sk = :listed REMOVE task_token, token_place",
        "attribute_exists(run_number)",
        {"one": 1, "open": keys.OPEN, "listed": _listed(subject)},
    )


def _listed(subject: Subject) -> str:
    return f"{subject.application_id}#{subject.claim_id or ''}" if subject.application_id else _key(subject)[0]


def load_run(subject: Subject) -> Run:
    found = table.get(*_key(subject))
    if found is None:
        raise LookupError("no run of this subject")
    return run_of(found)


def open_runs() -> Iterator[Run]:
    """Every subject whose workflow has not come to an end, from the sparse index `open`."""
    return (run_of(found) for found in table.query(keys.OPEN, index="open"))


def run_of(found: table.Row) -> Run:
    """The run that a row holds."""
    return Run(
        subject=_subject(found),
        number=int(found["run_number"]["N"]),
        token=found["task_token"]["S"] if "task_token" in found else None,
        token_place=found["token_place"]["S"] if "token_place" in found else None,
        told_queued="told_queued" in found,
    )


def _subject(found: table.Row) -> Subject:
    owner, name = found["pk"]["S"].split("#", 1)[1], found["sk"]["S"].removeprefix("RUN#")
    if name == _PROPOSAL:
        return Subject(proposal_id=owner)
    return Subject(application_id=owner, claim_id=None if name == _APPLICATION else name)


def token_write(run: Run, token: str, place: str, *, told_queued: bool) -> table.Write:
    """The token that this run waits with, unless a later run has begun."""
    values: dict[str, str | int] = {"token": token, "place": place, "run": run.number}
    expression = "SET task_token = :token, token_place = :place"
    if told_queued:
        expression += ", told_queued = :told"
        values["told"] = 1
    return table.update(*_key(run.subject), expression, "run_number = :run", values)


def forget_token(run: Run) -> None:
    """The token was used. A later one, stored meanwhile, stays."""
    with contextlib.suppress(table.Conflict):
        table.transact([token_used_write(run)])


def token_used_write(run: Run) -> table.Write:
    """The token forgotten. Raises Conflict when another one has taken its place."""
    forget = "REMOVE task_token, token_place"
    return table.update(*_key(run.subject), forget, "task_token = :token", {"token": run.token or ""})


def next_run(run: Run) -> Run | None:
    """The run after this one, or None when someone else has begun it."""
    expression = "SET run_number = :next REMOVE task_token, token_place"
    # Whoever lost the token's race meanwhile sees another token, or none, and leaves the run alone.
    unchanged = "run_number = :run" + (" AND task_token = :token" if run.token else "")
    values: dict[str, str | int] = {"next": run.number + 1, "run": run.number}
    values |= {"token": run.token} if run.token else {}
    begun = table.update(*_key(run.subject), expression, unchanged, values)
    try:
        table.transact([begun])
    except table.Conflict:
        return None
    return Run(subject=run.subject, number=run.number + 1)


def end_run(run: Run) -> bool:
    """The workflow of this subject has come to its end: nothing waits any more. False when a later run has begun."""
    try:
        table.transact([table.update(*_key(run.subject), _END, "run_number = :run", {"run": run.number})])
    except table.Conflict:
        return False
    return True


def end_run_write(subject: Subject) -> table.Write:
    """For a transaction that itself takes the subject to the end of its workflow."""
    return table.update(*_key(subject), _END)


def _key(subject: Subject) -> tuple[str, str]:
    if subject.proposal_id is not None:
        return keys.proposal(subject.proposal_id), keys.run(_PROPOSAL)
    return keys.application(subject.application_id or ""), keys.run(subject.claim_id or _APPLICATION)
