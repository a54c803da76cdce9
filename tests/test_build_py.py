"""From a fresh folder into the environment: really, with a lock of one small wheel and no network at all."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CARRIED = (
    "build.py",
    *(f"hooks/press/{name}.py" for name in ("__init__", "errors")),
    *(
        f"hooks/console/{name}.py"
        for name in (
            "__init__",
            "bootstrap",
            "arguments",
            "environment",
            "installer",
            "pip_client",
            "filelock",
            "speech",
            "leaving",
        )
    ),
)
STUB = """
import os, sys, time

def main():
    if "crash" in sys.argv:
        raise SystemExit(1)
    if "wait" in sys.argv:
        try:
            print("waiting", flush=True)
            time.sleep(60)
        except KeyboardInterrupt:
            print("goodbye")
            return 130
    if "code" in sys.argv:
        return int(sys.argv[-1])
    import tinypress
    print(tinypress.VERSION, sys.argv[1:], sys.flags.utf8_mode, os.environ.get("PYTHONPATH"), sys.prefix)
    return 0
"""
PYTHON_IN_VENV = "Scripts/python.exe" if os.name == "nt" else "bin/python"


def make_wheel(folder: Path, version: str) -> str:
    """Write a wheel of one module and one program; return its line for a lock."""
    info = f"tinypress-{version}.dist-info"
    files = {
        "tinypress.py": f'VERSION = "{version}"\n\ndef main():\n    print("tool", VERSION)\n',
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tinypress\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\ntinytool = tinypress:main\n",
    }
    rows = []
    for name, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        rows.append(f"{name},sha256={digest},{len(text.encode())}\n")
    wheel = folder / f"tinypress-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in {**files, f"{info}/RECORD": "".join(rows) + f"{info}/RECORD,,\n"}.items():
            archive.writestr(name, text)
    return f"tinypress=={version} \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


class Project:
    """A copy of what the bootstrap needs, in a folder with Han characters and a space."""

    def __init__(self, folder: Path, wheels: Path) -> None:
        self.folder = folder
        self.wheels = wheels

    def environment(self, *, network: bool) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        index = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
        if network:
            index["PIP_FIND_LINKS"] = self.wheels.as_uri()
        return {**clean, **index, "PYTHONUTF8": "1"}

    def start(self, *args: str, network: bool = False) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(self.folder / "build.py"), *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=self.environment(network=network),
            cwd=self.wheels,
            start_new_session=True,
        )

    def run(self, *args: str, network: bool = False) -> tuple[int, str, str]:
        process = self.start(*args, network=network)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def lock(self, text: str) -> None:
        (self.folder / "requirements.lock").write_text(text, encoding="utf-8")
        (self.folder / "requirements-test.lock").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project that has run once: making an environment takes seconds, so the tests below share it."""
    base = tmp_path_factory.mktemp("bootstrap")
    wheels = base / "wheels"
    wheels.mkdir()
    project = Project(base / "县卫健局 宣传", wheels)
    for name in CARRIED:
        (project.folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, project.folder / name)
    (project.folder / "hooks/console/__main__.py").write_text(STUB, encoding="utf-8")
    project.lock(make_wheel(wheels, "1.0"))
    (project.folder / ".venv" / "bin").mkdir(parents=True)
    (project.folder / ".venv" / "bin" / "python").write_text("half made", encoding="ascii")
    code, out, err = project.run("--docs", "check", "--strict", network=True)
    assert code == 0, err
    assert "现有的运行环境不完整" in err
    assert "1.0 ['build', '--docs', 'check', '--strict'] 1 None" in out
    yield project
    shutil.rmtree(base, ignore_errors=True)


def test_the_second_run_needs_neither_pip_nor_network(made: Project) -> None:
    code, out, err = made.run("--strict", "serve", "--docs", "x")
    assert (code, err) == (0, "")
    assert "['serve', '--strict', '--docs', 'x']" in out


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_hands_on_the_exit_code(made: Project, code: int) -> None:
    assert made.run("code", str(code))[0] == code


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_hands_on_ctrl_c_and_termination(made: Project, number: signal.Signals, code: int) -> None:
    process = made.start("wait")
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does: to everyone
    else:
        process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in err
    assert ("goodbye" in out) == (number == signal.SIGINT)


def test_a_moved_project_is_put_right_without_network(made: Project) -> None:
    old = made.folder
    made.folder = old.with_name("搬家 以后")
    old.rename(made.folder)
    code, out, err = made.run()
    assert code == 0, err
    assert "换了位置" in err
    assert str(made.folder) in out
    tool = made.folder / ".venv" / ("Scripts/tinytool.exe" if os.name == "nt" else "bin/tinytool")
    assert subprocess.run([tool], capture_output=True, text=True, check=True).stdout == "tool 1.0\n"
    assert made.run()[2] == ""


def test_a_changed_lock_is_noticed_and_a_failed_update_harms_nothing(made: Project) -> None:
    before = (made.folder / "requirements.lock").read_text("utf-8")
    made.lock(make_wheel(made.wheels, "2.0"))
    code, _, err = made.run(network=False)
    assert code == 3
    assert "没有连上软件源" in err
    assert "tinypress==2.0" in err, "pip's own words are shown too"
    made.lock(before)
    assert made.run()[::2] == (0, "")
    made.lock(make_wheel(made.wheels, "2.0"))
    first, second = made.start(network=True), made.start(network=True)
    results = [process.communicate(timeout=120) for process in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0), results
    assert all(out.startswith("2.0 ") for out, _ in results)
    assert sum("所需的软件包有变动" in err for _, err in results) == 1


def test_a_sound_environment_made_by_others_is_taken_over(made: Project) -> None:
    (made.folder / ".venv" / "xinglin-stamp.json").unlink()
    note = made.folder / ".venv" / "mine.txt"
    note.write_text("kept", encoding="ascii")
    code, out, err = made.run(network=True)
    assert code == 0, err
    assert "已有一个运行环境，正在核对" in err
    assert out.startswith("2.0 ")
    assert note.exists()
    assert made.run()[::2] == (0, "")


def test_a_wrong_hash_is_refused(made: Project) -> None:
    before = (made.folder / "requirements.lock").read_text("utf-8")
    made.lock(make_wheel(made.wheels, "3.0").replace("sha256:", "sha256:0000")[:-5] + "\n")
    code, _, err = made.run(network=True)
    made.lock(before)
    assert code == 3
    assert "校验值不符" in err
    assert made.run()[0] == 0


def test_a_damaged_environment_repairs_itself(made: Project) -> None:
    (module,) = made.folder.joinpath(".venv").rglob("tinypress.py")
    module.write_bytes(b"")
    code, out, err = made.run(network=True)
    assert code == 0, err
    assert "运行环境已损坏（tinypress.py）" in err
    assert out.startswith("2.0 ")


def test_a_failing_command_in_a_sound_environment_is_run_once(made: Project) -> None:
    assert made.run("crash") == (1, "", "")


def test_build_py_speaks_on_a_python_that_is_too_old() -> None:
    script = f"import sys, runpy; sys.version_info = (3, 6); runpy.run_path({str(ROOT / 'build.py')!r})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 3
    assert "需要 Python 3.11" in done.stderr
