"""`python -m local.replay_queue`, as its caller sees it. It plays its scenarios itself: no other site may be open."""

from pathlib import Path

import pytest

from local.replay_queue import main
from tests.service.site import INITIAL

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


def test_the_command_says_so_for_a_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(SCENARIOS / "never-funded-twice.yaml")
    assert main(["--scenario", file]) == 0
    assert "agrees" in capsys.readouterr().out
    assert main(["--scenario", file, "initial/mars"]) == 2
    assert "The program has no pool 'initial/mars'" in capsys.readouterr().out


def test_the_command_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([INITIAL]) == 2
    assert "make up" in capsys.readouterr().out
    assert main(["--scenario", str(tmp_path / "none.yaml"), INITIAL]) == 2
