"""`python -m local.player FILE OUT`: play one scenario. Exit 0: it holds; 1: it does not; 2: it cannot be played."""

import json
import logging
import sys
from pathlib import Path

from local.player.play import Player
from local.player.story import WrongFile, read_story


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("WRONG FILE: usage: python -m local.player FILE OUT")
        return 2
    logging.disable(logging.WARNING)
    path, out = Path(arguments[0]), Path(arguments[1])
    try:
        player = Player(read_story(path), print)
        print(f"{player.story.name}\n")
        with player.on_stage():
            found = player.play()
    except WrongFile as error:
        print(f"WRONG FILE: {error}")
        return 2
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.json").write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if player.failures:
        print("FAILED:", *player.failures, sep="\n  ")
        return 1
    print(f"Holds. {out / 'report.json'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
