from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from console import bootstrap, installer, pip_client, speech
from console import environment as env
from console.environment import RUN_LOCK, TEST_LOCK, Environment, State
from press.errors import MissingToolError


@pytest.fixture
def sound(tmp_path: Path) -> Environment:
    """An environment that only looks like one: judging it runs nothing."""
    environment = Environment(tmp_path)
    environment.scripts.mkdir(parents=True)
    environment.python.write_bytes(b"")
    info = environment.packages / "Tiny_Thing-1.0.dist-info"
    info.mkdir(parents=True)
    (environment.packages / "tiny.py").write_text("x = 1\n", encoding="ascii", newline="\n")
    (info / "RECORD").write_text(
        f"tiny.py,sha256=x,6\n../../bin/tiny,sha256=x,99\ntiny.pyc,,\n{info.name}/RECORD,,\n", encoding="utf-8"
    )
    (tmp_path / RUN_LOCK).write_text("tiny-thing==1.0 \\\n    --hash=sha256:00\n", encoding="utf-8")
    (tmp_path / TEST_LOCK).write_text("pytest==9\ntiny-thing==1.0\n", encoding="utf-8")
    env.write_stamp(environment, RUN_LOCK, env.running_base())
    return environment


def alter(environment: Environment, **changes: object) -> None:
    environment.stamp.write_text(json.dumps({**env.read_stamp(environment), **changes}), encoding="utf-8")


def test_a_stamped_environment_is_ready(sound: Environment) -> None:
    assert env.inspect(sound, RUN_LOCK) is State.READY
    assert env.inspect(sound, TEST_LOCK) is State.OUTDATED
    assert env.damage(sound) is None


def test_the_test_lock_serves_both(sound: Environment) -> None:
    env.write_stamp(sound, TEST_LOCK, env.running_base())
    assert env.inspect(sound, RUN_LOCK) is State.READY
    assert env.inspect(sound, TEST_LOCK) is State.READY


def test_half_made_moved_foreign_and_outdated(sound: Environment) -> None:
    alter(sound, project="elsewhere")
    assert env.inspect(sound, RUN_LOCK) is State.MOVED
    alter(sound, project=str(sound.root))
    sound.lock(RUN_LOCK).write_text("tiny-thing==1.1\n", encoding="utf-8")
    assert env.inspect(sound, RUN_LOCK) is State.OUTDATED
    sound.python.unlink()
    assert env.inspect(sound, RUN_LOCK) is State.UNUSABLE
    sound.stamp.unlink()
    assert env.inspect(sound, RUN_LOCK) is State.UNUSABLE


def test_an_upgraded_or_removed_python_is_noticed(sound: Environment, tmp_path: Path) -> None:
    program = tmp_path / "python3.11"
    program.write_bytes(b"3.11.2")
    env.write_stamp(sound, RUN_LOCK, str(program))
    assert env.inspect(sound, RUN_LOCK) is State.READY
    program.write_bytes(b"3.11.10")
    assert env.inspect(sound, RUN_LOCK) is State.UNUSABLE
    program.unlink()
    assert env.inspect(sound, RUN_LOCK) is State.UNUSABLE


@pytest.mark.parametrize("text", ['{"base": []}', '{"base": [3]}', "", "{", "[]", '{"locks": 3}', "\xff"])
def test_a_stamp_that_makes_no_sense_counts_for_nothing(sound: Environment, text: str) -> None:
    sound.stamp.write_bytes(text.encode("latin-1"))
    assert env.inspect(sound, RUN_LOCK) is State.UNUSABLE


def test_names_the_first_damaged_file(sound: Environment) -> None:
    file = sound.packages / "tiny.py"
    file.write_bytes(b"x = 1")
    assert env.damage(sound) == "tiny.py"
    file.unlink()
    assert env.damage(sound) == "tiny.py"
    (sound.packages / "Tiny_Thing-1.0.dist-info" / "RECORD").unlink()
    assert env.damage(sound) == "Tiny_Thing-1.0.dist-info/RECORD"


def test_a_python_without_venv_says_how_to_get_it(sound: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    sound.stamp.unlink()
    with pytest.raises(MissingToolError, match="sudo apt install python3") as caught:
        installer.bring_to(sound, RUN_LOCK)
    assert caught.value.exit_code == 3
    assert sound.packages.exists(), "nothing is thrown away before it can be replaced"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "校验值不符"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "磁盘已满"),
        ("ERROR: No matching distribution found for x", "没有连上软件源"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "日期时间"),
    ],
)
def test_explains_what_pip_says(line: str, words: str) -> None:
    text = pip_client.explain(["first", line])
    assert words in text
    assert f"  | {line}" in text


def test_the_build_tool_comes_from_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / RUN_LOCK
    lock.write_text(
        "a==1 \\\n    --hash=sha256:11\nsetuptools==80.9 \\\n    --hash=sha256:22\nz==3\n", encoding="utf-8"
    )
    assert pip_client.entry(lock, "setuptools") == "setuptools==80.9 \\\n    --hash=sha256:22\n"
    assert pip_client.entry(lock, "wheel") == ""


@pytest.mark.parametrize(
    ("text", "width", "fitted"), [("abc", 5, "abc  "), ("三伏贴", 6, "三伏贴"), ("三伏贴", 5, "三伏 "), ("", 2, "  ")]
)
def test_fits_text_to_columns(text: str, width: int, fitted: str) -> None:
    assert speech.fit(text, width) == fitted
    assert speech.columns(speech.fit(text, width)) == width


@pytest.mark.parametrize(
    ("words", "lock"), [(["test"], TEST_LOCK), (["test", "--help"], RUN_LOCK), (["check", "-h"], RUN_LOCK)]
)
def test_asking_for_help_installs_nothing_for_the_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], lock: str
) -> None:
    seen: list[str] = []

    def run(_environment: Environment, lock: str, _args: object) -> int:
        seen.append(lock)
        return 0

    monkeypatch.setattr(bootstrap, "_run", run)
    assert bootstrap.main(str(tmp_path), words) == 0
    assert seen == [lock]
