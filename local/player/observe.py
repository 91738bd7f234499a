"""The state of a story, in the shape of its expectations."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.award import Award
from chalicelib.domain.folder import Folder
from chalicelib.domain.funds import Amounts, Balance
from chalicelib.domain.notice import Notice
from chalicelib.domain.program import Program
from chalicelib.domain.rounds import round_status
from chalicelib.gateways import clock
from chalicelib.services.check_books import unbalanced, uncontrolled, unheld
from chalicelib.services.check_chains import broken_chains
from chalicelib.services.read_status import queue_position
from chalicelib.store import batches, folders, notices, pools, programs, proposals, rounds
from local.player.calls import Names


def state(names: Names) -> dict[str, Any]:
    """Everything that a story can expect, as it is now."""
    program = programs.program_at(clock.now())
    pool_ids = program.pool_ids()
    mine = {name: folders.load_folder(application_id) for name, application_id in names.applications.items()}
    return {
        "applications": {name: _application(folder) for name, folder in mine.items()},
        "awards": {name: _award(folder.award) for name, folder in mine.items() if folder.award},
        "pools": {pool_id: _pool(pools.load_pool(pool_id).balance) for pool_id in pool_ids},
        "rounds": _rounds(program),
        "batches": {name: _batch(batch_id) for name, batch_id in names.batches.items()},
        "proposals": {name: _proposal(proposal_id) for name, proposal_id in names.proposals.items()},
        "notices": _notices(names, mine),
        **books(program),
    }


def books(program: Program) -> dict[str, str]:
    """Conservation from independent paths, and every hash chain."""
    pool_ids = program.pool_ids()
    balanced = not (unbalanced(pool_ids) or unheld(pool_ids) or uncontrolled(program))
    return {"books": "balanced" if balanced else "unbalanced", "audit": "broken" if broken_chains() else "intact"}


def _application(folder: Folder) -> dict[str, Any]:
    application = folder.application
    return {
        "status": application.status.value,
        "reasons": [code.value for code in application.reasons],
        "queue_position": queue_position(folder),
        "tier": application.tier,
    }


def _award(award: Award) -> dict[str, Any]:
    return {
        "status": award.status.value,
        "use_by": award.use_by.isoformat() if award.use_by else None,
        "items": {item.item: item.status.value for item in award.items},
    }


def _pool(balance: Balance) -> dict[str, Any]:
    columns: dict[str, Amounts] = {
        "allotted": balance.allotted,
        "available": balance.available,
        "reserved": balance.reserved,
        "committed": balance.committed,
        "expended": balance.expended,
    }
    return {
        "seats": {name: amounts.seats for name, amounts in columns.items()},
        "cents": {name: amounts.cents for name, amounts in columns.items()},
    }


def _rounds(program: Program) -> dict[str, Any]:
    now = clock.now()
    states = rounds.load_rounds(window.benefit for window in program.rounds)
    return {
        window.benefit: {"status": round_status(window, states[window.benefit], now).value} for window in program.rounds
    }


def _batch(batch_id: str) -> dict[str, Any]:
    batch = batches.load_batch(batch_id)
    return {"count": batch.count, "cents": batch.cents, "status": batch.status.value}


def _proposal(proposal_id: str) -> dict[str, Any]:
    return {"status": proposals.load_proposal(proposal_id).status.value}


def _notices(names: Names, mine: Mapping[str, Folder]) -> dict[str, list[str]]:
    """A person's notices under the person's name; those of one application under a name of its own."""
    told: dict[str, list[str]] = {}
    kept: dict[str, list[Notice]] = {}
    for name, folder in mine.items():
        owner, person = names.owners[name], folder.application.person_id
        kept.setdefault(owner, [each.notice for each in notices.of_person(person)])
        told[owner] = [notice.kind.value for notice in kept[owner]]
        if name != owner:
            own = [notice for notice in kept[owner] if notice.application_id == folder.application.id]
            told.setdefault(name, [notice.kind.value for notice in own])
    return told
