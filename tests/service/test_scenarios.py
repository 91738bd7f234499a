"""Every shipped story is played and holds; a story that does not, or cannot be played, says so as SCENARIOS.md asks."""

import json
import re
from pathlib import Path

import pytest

from chalicelib.gateways import clock
from chalicelib.services.replay_queue import replay_queue
from chalicelib.store import programs
from local.player.__main__ import main
from local.player.play import Player
from local.player.story import read_story

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
# The sample has most steps by far, and a year of daily jobs takes long: whoever plays those should begin with them.
STORIES = sorted(SCENARIOS.glob("*.yaml"), key=lambda path: -path.stat().st_size)[1:]
_PROPOSE = "{who: manager mia, do: propose_reallocation, as: r1, from: a/b, to: c/d}"
TINY = """
name: Tiny
today: "2026-03-02 09:00"
pools:
  initial/statewide: {seats: 1, cents: 185000}
steps:
  - {who: applicant ana, do: submit, benefit: initial, county: Sonoma, nexus: work}
"""


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_story_holds(path: Path) -> None:
    player = Player(read_story(path), lambda _: None)
    with player.on_stage():
        player.play()
        replayed = [replay_queue(pool_id) for pool_id in programs.program_at(clock.now()).pool_ids()]
    assert player.failures == []
    assert [found for outcome in replayed for found in outcome.disagreements] == []


def test_there_are_stories() -> None:
    assert len(STORIES) >= 16


class TestPlayer:
    """`python -m local.player FILE OUT`, as its caller sees it."""

    def test_a_story_that_holds_exits_0_with_the_state_at_its_end(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code = main([str(story(tmp_path, TINY + "expect: {applications: {ana: {status: queued}}}")), str(tmp_path)])
        assert code == 0
        assert "applicant ana" in capsys.readouterr().out
        found = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
        assert found["applications"]["ana"]["status"] == "queued"
        assert found["pools"]["initial/statewide"]["seats"]["reserved"] == 1

    def test_wrong_expectations_exit_1_and_are_all_named_last(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        wrong = """
  - {who: reviewer rosa, do: review, application: ana, finding: eligible, refused: STALE}
  - {who: system, do: check, expect: {applications: {ana: {tier: 1}}}}
expect: {applications: {ana: {status: awarded}}, rounds: {initial: {status: closed}}, notices: {ana: []}}
"""
        assert main([str(story(tmp_path, TINY.rstrip() + wrong)), str(tmp_path)]) == 1
        out = capsys.readouterr().out
        told = out[out.rindex("FAILED:") :].strip().splitlines()
        assert [line.split(":")[0].strip() for line in told[1:]] == [
            "steps[2] (review by reviewer rosa)",
            "steps[3].applications.ana.tier",
            "expect.applications.ana.status",
            "expect.rounds.initial.status",
            "expect.notices.ana",
        ]
        assert (tmp_path / "report.json").exists()

    @pytest.mark.parametrize(
        ("change", "place", "reason"),
        [
            ("surprise: 1", "file.surprise", "unknown key"),
            ("  - {who: applicant bo, do: submit, benefit: initial, shoes: 2}", "steps[2].shoes", "unknown key"),
            ("  - {who: applicant bo, do: dance}", "steps[2].do", "unknown action 'dance'"),
            ("  - {who: dhcs dana, do: decide_appeal}", "steps[2].do", "'decide_appeal' is not there yet"),
            (
                "  - {who: applicant bo, do: submit, benefit: initial, documents: {photo_id: {expire: 2026-01-01}}}",
                "steps[2].documents.photo_id.expire",
                "unknown key",
            ),
            ("  - {who: system, do: report, kind: funny}", "steps[2].kind", "no report of kind 'funny'"),
            (
                "expect: {pools: {initial/statewide: {seats: {free: 1}}}}",
                "expect.pools.initial/statewide.seats.free",
                "unknown",
            ),
            ("expect: {applications: {ana: {stauts: queued}}}", "expect.applications.ana.stauts", "unknown key"),
            ("  - {at: '2026-13-01 09:00', who: system, do: run_to}", "steps[2].at", "no date and time"),
            (
                "  - {who: applicant bo, do: submit, benefit: initial, birth_date: '2000-02-30'}",
                "steps[2].birth_date",
                "no date",
            ),
            ("  - {at: '2026-03-01 09:00', who: system, do: run_to}", "steps[2].at", "is before the step before it"),
            ("  - {who: applicant ana, do: submit, benefit: grandparenting}", "steps[2]", "'ana' is used twice"),
            ("  - {who: applicant ana, do: accept}", "steps[2].award", "accept needs it"),
            (
                "  - {who: manager mia, do: propose_reallocation, to: a/b}",
                "steps[2].from",
                "propose_reallocation needs it",
            ),
            (f"  - {_PROPOSE}\n  - {_PROPOSE}", "steps[3]", "'r1' is used twice"),
            ("  - {who: dhcs dana, do: decide_reallocation, proposal: r1}", "steps[2].decision", "needs it"),
            ("expect: {proposals: {r1: {state: approved}}}", "expect.proposals.r1.state", "unknown key"),
            ("  - {who: plumber pat, do: accept, award: ana}", "steps[2].who", "names no role"),
            ("  - {who: system, do: check, expect: {weather: fine}}", "steps[2].expect.weather", "unknown key"),
            ("expect: {weather: fine}", "expect.weather", "unknown key"),
            ("rounds: {initial: {closes: never}}", "rounds.initial.closes", "no date"),
            ("rounds: {nothing: {}}", "rounds.nothing", "no such benefit"),
            ("policy: {generosity: 11}", "policy.generosity", "unknown setting"),
            ("policy: {offer_days: 0}", "policy", "offer_days"),
            ("steps: []", "steps", "given twice"),
        ],
    )
    def test_a_wrong_file_exits_2_and_says_where_and_why_last(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: str, place: str, reason: str
    ) -> None:
        assert main([str(story(tmp_path, TINY + change)), str(tmp_path)]) == 2
        last = capsys.readouterr().out.strip().splitlines()[-1]
        assert last.startswith("WRONG FILE: ")
        assert place in last
        assert reason in last
        assert not (tmp_path / "report.json").exists()

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("pools: {initial/statewide: {seats: -1}}\ntoday: '2026-03-02 09:00'", "pools.initial/statewide.seats"),
            ("pools: {initial/mars: {seats: 1}}\ntoday: '2026-03-02 09:00'", "the program has no such pool"),
            ("name: no clock", "today"),
            ("- a list", "a mapping is needed here"),
            ("steps: [", "expected the node content"),
        ],
    )
    def test_a_file_that_is_no_story_exits_2(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, reason: str
    ) -> None:
        assert main([str(story(tmp_path, text)), str(tmp_path)]) == 2
        assert re.search(rf"^WRONG FILE: .*{re.escape(reason)}", capsys.readouterr().out.strip().splitlines()[-1])

    @pytest.mark.parametrize(
        ("today", "then", "shown"),
        [
            ("2026-03-08 01:59:59", "2026-03-08 02:30", ["03:00:00", "03:30:00"]),
            ("2026-11-01 01:59:59", "2026-11-01 02:00", ["01:00:00", "02:00:00"]),
        ],
        ids=["hour left out", "hour that comes twice"],
    )
    def test_the_clock_goes_on_where_clocks_are_changed(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], today: str, then: str, shown: list[str]
    ) -> None:
        text = TINY.replace("2026-03-02 09:00", today) + f"  - {{at: '{then}', who: system, do: run_to}}"
        assert main([str(story(tmp_path, text)), str(tmp_path)]) == 0
        told = [line.split()[1] for line in capsys.readouterr().out.splitlines() if line.startswith("2026-")]
        assert told == shown

    def test_a_missing_file_or_argument_exits_2(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        for arguments in ([str(tmp_path / "none.yaml"), str(tmp_path)], []):
            assert main(arguments) == 2
            assert capsys.readouterr().out.strip().splitlines()[-1].startswith("WRONG FILE: ")


def story(folder: Path, text: str) -> Path:
    path = folder / "story.yaml"
    path.write_text(text, encoding="utf-8")
    return path
