"""Random histories, each made of at least 60 actions, in which everything holds after every action (docs/scenarios.md)."""

from pathlib import Path

import pytest

from chalicelib.domain.award import holding
from chalicelib.domain.states import AwardStatus
from chalicelib.store import pools
from local.player.__main__ import main
from tests.histories import invariants
from tests.histories.actions import TABLE
from tests.histories.history import Broken, replayed
from tests.histories.search import LEAST, Search

HISTORIES = 25
_SEED = 2026
"""The same stories every time: `make histories` plays others."""


def test_everything_holds_after_every_action(tmp_path: Path) -> None:
    search = Search(HISTORIES, _SEED, tmp_path / "counter-example.yaml", tell=lambda _: None)
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


class TestACounterExample:
    """A defect is found, and told as a story that is as short as it can be."""

    def test_it_is_short_and_can_be_played(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        real = pools.posting_writes

        def forgetful(**given: object) -> object:
            if given["kind"] == "decline":
                given["entries"] = ()
            return real(**given)  # type: ignore[arg-type]

        monkeypatch.setattr(pools, "posting_writes", forgetful)
        story, said = tmp_path / "counter-example.yaml", list[str]()
        with pytest.raises(Broken) as found:
            Search(HISTORIES, _SEED, story, said.append).run()
        assert found.value.kind == "books"
        assert said[-1].startswith("Found: books. Looking for a shorter story")
        steps = [line for line in story.read_text(encoding="utf-8").splitlines() if line.startswith("  - ")]
        assert [step.split("do: ")[1].split(",")[0] for step in steps] == ["submit", "approve_award", "decline"]
        assert "the awards hold" in story.read_text(encoding="utf-8").splitlines()[0]
        with pytest.raises(Broken):
            replayed(story, lambda _: None)
        assert main([str(story), str(tmp_path)]) == 1
        assert "steps[3] (decline by applicant" in capsys.readouterr().out
        monkeypatch.undo()
        assert main([str(story), str(tmp_path)]) == 0


def test_each_invariant_looks_at_something(monkeypatch: pytest.MonkeyPatch) -> None:
    assert holding(None).total.is_zero
    assert len(invariants.INVARIANTS) >= 9
