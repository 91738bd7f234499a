"""Random histories of at least 60 actions each, in which everything holds after every action (docs/scenarios.md)."""

import re
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.states import AwardStatus
from chalicelib.services import relay_outbox, serve_queue, sweep_deadlines
from chalicelib.store import commit, folder_rows, outbox, pools
from local.player.__main__ import main
from tests.histories.actions import TABLE
from tests.histories.history import Broken, read, replayed
from tests.histories.search import LEAST, Search

HISTORIES = 25
_SEED = 7
"""The same stories every time, in which every action and every end occurs; `make histories` plays others."""


def test_everything_holds_after_every_action() -> None:
    search = Search(HISTORIES, _SEED)
    search.run()
    tally = search.tally
    assert tally.histories == HISTORIES
    assert tally.actions >= HISTORIES * LEAST
    # What is only ever refused shows little.
    assert sum(tally.done.values()) >= 0.4 * tally.actions
    assert set(TABLE) - {"go_on"} - set(tally.done) == set(), "no history carried these out"
    ends = {
        AwardStatus.COMPLETED,
        AwardStatus.DECLINED,
        AwardStatus.EXPIRED,
        AwardStatus.FORFEITED,
        AwardStatus.REVOKED,
    }
    assert ends - set(tally.ends) == set(), "no award ended like this"


def test_a_defect_is_told_as_a_short_story_that_can_be_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever accepts is given nothing: their money stays reserved."""
    real = pools.post

    def forgetful(pool: Any, entries: Any, **given: Any) -> Any:
        return real(pool, () if given["kind"] == "accept_award" else entries, **given)

    monkeypatch.setattr(pools, "post", forgetful)
    path, said = tmp_path / "counter-example.yaml", list[str]()
    with pytest.raises(Broken) as found:
        Search(HISTORIES, _SEED, said.append, path).run()
    assert found.value.kind == "books"
    assert "Found: books. Looking for a shorter story with it ..." in said
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"do: (\w+)", text) == ["submit", "approve_award", "accept"]
    assert "awards and proposals hold" in text.splitlines()[0]
    with pytest.raises(Broken, match="awards and proposals hold"):
        replayed(read(path))
    assert main([str(path), str(tmp_path)]) == 1
    assert "steps[3] (accept by applicant" in capsys.readouterr().out
    monkeypatch.undo()
    replayed(read(path))
    assert main([str(path), str(tmp_path)]) == 0


DEFECTS: dict[str, tuple[Any, str, Any]] = {
    "who waits is in the queue": (folder_rows, "_queue_writes", lambda *_: []),
    "nobody is left unserved": (serve_queue, "serve_queue", lambda _: []),
    "one live application a benefit": (folder_rows, "_live_writes", lambda *_: []),
    "no item is funded twice": (commit, "_funded_writes", lambda *_: []),
    "every workflow waits where its subject is": (relay_outbox, "_signal", lambda *_: None),
    "nothing is left to tell": (outbox, "done", lambda _: None),
    "every deadline was kept": (sweep_deadlines, "expire_due", lambda _: None),
}
"""By the rule that must notice it: a function of the program, and what it does instead."""
STORY: dict[str, Any] = {
    "today": "2026-03-02 09:00",
    "pools": {"initial/statewide": {"seats": 1, "cents": 185_000}},
    "steps": [
        {"who": "applicant ana", "do": "submit", "benefit": "initial"},
        {"who": "approver ari", "do": "approve_award", "application": "ana"},
        {"at": "2026-03-18 09:00", "who": "system", "do": "run_to"},
    ],
}


def test_the_rules_hold_in_a_plain_story() -> None:
    replayed(STORY)


@pytest.mark.parametrize("rule", DEFECTS)
def test_each_rule_notices_its_defect(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*DEFECTS[rule])
    with pytest.raises(Broken, match=rule):
        replayed(STORY)
