"""Starting and stopping MiniStack, the laptop's AWS, as a process of its own with its state in one folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from local.laptop.site import REGION, ROOT_KEY

TOOLS = Path(".local/venv/bin")  # made by `make env` from requirements-laptop.txt
START_SECONDS = 60
STOP_SECONDS = 60


_started: dict[int, subprocess.Popen[bytes]] = {}


class EmulatorError(Exception):
    """The laptop's AWS did not start or stop; the message says what to look at."""


@dataclass(frozen=True)
class Emulator:
    """One MiniStack: `home` keeps its state, log and process number; nothing else of it is outside."""

    home: Path
    port: int

    @property
    def endpoint(self) -> str:
        """Its address, for clients and for the Lambda functions."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """Where it writes what it does."""
        return self.home / "ministack.log"

    @property
    def _pid_file(self) -> Path:
        return self.home / "pid"

    def start(self) -> None:
        """Start it in the background and wait until it answers. EmulatorError if it does not."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)  # the state holds the sample passwords
        self._clear_unpacked_functions()
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C in the terminal must not reach it before its state is saved.
            process = subprocess.Popen(
                [str((TOOLS / "ministack").absolute())],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        _started[process.pid] = process
        self._pid_file.write_text(str(process.pid))
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise EmulatorError(f"The laptop's AWS did not start; {self.log} says why.")
            time.sleep(0.1)

    def stop(self) -> None:
        """Ask it to end and wait until it has saved its state. Nothing happens if it is not running."""
        pid = self.running_pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while _is_ministack(pid):
            if time.monotonic() > deadline:
                raise EmulatorError(f"The laptop's AWS (process {pid}) does not end; {self.log} may say why.")
            time.sleep(0.1)
        self._pid_file.unlink(missing_ok=True)
        self._clear_unpacked_functions()

    def running_pid(self) -> int | None:
        """The process number, if the one that was started from this folder still runs."""
        try:
            pid = int(self._pid_file.read_text())
        except (FileNotFoundError, ValueError):
            return None
        return pid if _is_ministack(pid) else None

    def answers(self) -> bool:
        """Whether it takes requests."""
        try:
            with urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _clear_unpacked_functions(self) -> None:
        """It unpacks every function once per process and leaves the copies behind."""
        shutil.rmtree(self.home / "tmp", ignore_errors=True)
        (self.home / "tmp").mkdir(parents=True)

    def _environment(self) -> dict[str, str]:
        """Only what it needs: it hands its own environment on to the functions."""
        here = self.home.absolute()
        return {
            "PATH": f"{TOOLS.absolute()}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(here),
            "TMPDIR": str(here / "tmp"),
            "LANG": "C.UTF-8",
            "GATEWAY_PORT": str(self.port),
            "BIND_HOST": "127.0.0.1",
            "AUTH": "true",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(here / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(here / "s3"),
            "MINISTACK_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
        }


def _is_ministack(pid: int) -> bool:
    """Whether this process runs and is ours: numbers are used again, so look before sending a signal."""
    if pid in _started:
        return _started[pid].poll() is None
    try:
        return b"ministack" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
