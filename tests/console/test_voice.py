from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from console.voice import libraries_silenced

HOOKS = Path(__file__).resolve().parents[2] / "hooks"


def test_our_words_are_heard_and_a_librarys_are_not(capfd: pytest.CaptureFixture[str]) -> None:
    with libraries_silenced() as voice:
        os.write(2, b"Using code not yet in table.\n")
        print("查看文件：3", file=voice)
    os.write(2, b"afterwards\n")
    said = capfd.readouterr().err
    assert "not yet in table" not in said
    assert "查看文件：3" in said
    assert "afterwards" in said


def test_an_error_gives_standard_error_back(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError), libraries_silenced():
        raise KeyError("x")
    os.write(2, b"afterwards\n")
    assert "afterwards" in capfd.readouterr().err


@pytest.mark.parametrize("closed", [True, False])
def test_as_a_process(*, closed: bool) -> None:
    code = (
        "import os, sys\n"
        + ("os.close(2)\n" if closed else "")
        + "from console.voice import libraries_silenced\n"
        + "with libraries_silenced() as voice:\n"
        + ("    pass\n" if closed else "    os.write(2, b'noise'); voice.write('ours')\n")
        + "print('done')\n"
    )
    command, place = [sys.executable, "-c", code], {"PYTHONPATH": str(HOOKS)}
    ran = subprocess.run(command, check=False, capture_output=True, text=True, env=place)
    assert ran.stdout == "done\n"
    assert ran.stderr == ("" if closed else "ours")
