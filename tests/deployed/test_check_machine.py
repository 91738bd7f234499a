"""What a machine that cannot start the site says: one clear line each."""

from __future__ import annotations

import ast
import os
import shutil
import socket
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from local.laptop import check_machine

Usage = namedtuple("Usage", ["total", "used", "free"])


def test_a_good_machine_is_told_nothing() -> None:
    assert check_machine.complaint(0, "test") == ""


def test_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    said = check_machine.complaint(0, "run")
    assert said.startswith("Python 3.11 or newer is needed, this is 3.9.2.")
    assert "\n" not in said


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**10, 10**10, 10**8))
    assert "0.1 GB" in check_machine.complaint(0, "run")


def test_a_port_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        assert check_machine.main(port, "run") == 1
    said = capsys.readouterr().err
    assert said.startswith(f"Port {port} is in use.")
    assert said.count("\n") == 1


def test_it_parses_on_old_pythons() -> None:
    """No syntax newer than 3.6, so that an old Python reaches the clear line."""
    assert check_machine.__file__ is not None
    ast.parse(Path(os.fspath(check_machine.__file__)).read_text(), feature_version=(3, 6))
