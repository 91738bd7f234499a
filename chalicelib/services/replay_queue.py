"""Was everybody served in turn: the past of a pool, read from the store and replayed (domain/replay.py)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from chalicelib.domain.application import Application, ApplicationId
from chalicelib.domain.funds import Amounts
from chalicelib.domain.program import PoolId
from chalicelib.domain.replay import Move, Outcome, Past, replay
from chalicelib.domain.rounds import RoundChange
from chalicelib.domain.states import ItemStatus
from chalicelib.gateways import clock
from chalicelib.store import folders, keys, people, pools, programs, rounds, table, work


def replay_queue(pool_id: PoolId, *, close: timedelta = timedelta(0), settled: bool = True) -> Outcome:
    """Compute every allocation of a pool again and compare.

    `close`: two moments no further apart may have happened in either order. `settled`: whoever can be served by now
    should have been. Reads the pool's journal and every application of it; changes nothing.
    """
    program, benefit = programs.program_at(clock.now()), pool_id.split("/")[0]
    general = program.general_pool(benefit)
    regions = program.regional_pools(benefit) if pool_id == general else ()
    others = regions or ((general,) if general else ())
    moves = list(_moves(pool_id))
    elsewhere = [move for other in others for move in _moves(other)]
    past = Past(
        pool=pool_id,
        moves=moves,
        applications=[one.application for queue in regions or (pool_id,) for one in work.folders_of_pool(queue)],
        award_of=_applications_of({move.award_id for move in (*moves, *elsewhere) if move.award_id}),
        funded_elsewhere=_funded_elsewhere,
        suspended=list(_suspensions(benefit)),
        priority_until=lambda moment: _priority_until(benefit, moment),
        served_elsewhere=frozenset(move.award_id for move in elsewhere if move.award_id),
        until=clock.now() if settled else None,
        regions={region: list(_moves(region)) for region in regions},
        close=close,
    )
    return replay(past)


def _moves(pool_id: PoolId) -> Iterator[Move]:
    for posting in pools.journal(pool_id):
        changes = [entry for entry in posting["entries"] if entry["account"] == "available"]
        yield Move(
            seq=posting["seq"],
            at=datetime.fromisoformat(posting["recorded_at"]),
            available=sum((Amounts(seats=e["seats"], cents=e["cents"]) for e in changes), Amounts()),
            award_id=posting["subject"] if posting["kind"] == "pick" else None,
        )


def _applications_of(award_ids: set[str]) -> dict[str, ApplicationId]:
    rows = table.get_many([(keys.award_pointer(award_id), keys.AWARD) for award_id in sorted(award_ids)])
    return {row["pk"]["S"].split("#", 1)[1]: ApplicationId(row["application"]["S"]) for row in rows}


def _suspensions(benefit: str) -> Iterator[tuple[datetime, datetime | None]]:
    began: datetime | None = None
    for event in rounds.round_past(benefit, clock.now()):
        if event.change is RoundChange.SUSPEND:
            began = event.at
        elif began is not None and event.change is not RoundChange.EXTEND:
            yield began, event.at
            began = None
    if began is not None:
        yield began, None


def _priority_until(benefit: str, moment: datetime) -> date | None:
    program = programs.program_at(moment)
    return program.round(benefit).priority_until if program.benefit(benefit) else None


def _funded_elsewhere(application: Application, moment: datetime) -> frozenset[str]:
    """By the audit events of this person's other applications, not by what awards fund now."""
    others = [one for one in people.application_ids(application.person_id) if one != application.id]
    funded = {pair for other in others for pair in _funded_by(other, moment)}
    # What others are said to pay has no history; an allocation of the whole is accepted as well (domain/replay.py).
    funded |= people.funded_by(application.person_id)[1]
    return frozenset(item.item for item in application.to_fund if (item.item, item.occurrence) in funded)


def _funded_by(application_id: str, moment: datetime) -> Iterator[tuple[str, str]]:
    folder = folders.load_folder(application_id)
    occurrences = {item.item: item.occurrence for item in folder.award.items} if folder.award else {}
    events = [event for event in folders.load_events(application_id) if datetime.fromisoformat(event["at"]) <= moment]
    items = events[-1]["to"].get("items", {}) if events else {}
    for item, (status, _) in items.items():
        if status != ItemStatus.RELEASED:
            yield item, occurrences[item]
