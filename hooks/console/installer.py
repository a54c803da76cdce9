"""Make, repair and fill `.venv` with the standard library and pip. Imported only when there is something to do."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import venv
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from console import environment as env
from console.environment import Environment, State
from console.speech import ProgressLine, say
from press.errors import MissingToolError, PressError

_TAIL = 12
"""Lines of pip's own words shown when it fails."""

_BUILD_TOOL = "setuptools"
"""Builds the packages that publish sources only; taken from the lock, so that its hash is checked like all others."""

_STEP = re.compile(r"^(?:Collecting|Processing|Requirement already satisfied:|Downloading)\s")
_COLLECTING = re.compile(r"^Collecting ([A-Za-z0-9._-]+)")
_DOWNLOADING = re.compile(r"^\s+Downloading .*\(([^)]+)\)")

_REGENERATE_SCRIPTS = """
import importlib.metadata, sys
from pip._vendor.distlib.scripts import ScriptMaker
maker = ScriptMaker(None, sys.argv[1])
maker.clobber, maker.set_mode, maker.variants = True, True, {""}
for entry in importlib.metadata.entry_points(group="console_scripts"):
    maker.make(f"{entry.name} = {entry.value}")
"""


class InstallError(PressError):
    """The environment could not be made; the message says why and what to do."""

    exit_code = 3


def bring_to(environment: Environment, lock: str) -> None:
    """Do what `environment.inspect` says until the environment is ready for `lock`.

    Raises:
        MissingToolError: if this Python cannot make environments.
        InstallError: if pip fails; an environment that was whole before is whole still.
    """
    state = env.inspect(environment, lock)
    if state is State.UNUSABLE:
        say(f"{_why(environment)}，正在准备运行环境（只需一次，要联网，约需几分钟）……")
        _create(environment)
        _install(environment, lock, env.running_base())
    elif state is State.MOVED:
        say("项目文件夹换了位置，正在更新运行环境……")
        _relocate(environment)
    if env.inspect(environment, lock) is State.OUTDATED:
        say("所需的软件包有变动，正在更新运行环境……")
        _install(environment, _widest(environment, lock), _base(environment))


def remake(environment: Environment, lock: str) -> None:
    """Throw the environment away and make it anew."""
    environment.stamp.unlink(missing_ok=True)
    bring_to(environment, lock)


def _why(environment: Environment) -> str:
    if not environment.folder.exists():
        return "第一次运行"
    return "电脑上的 Python 有变动" if environment.stamp.exists() else "上次没有准备完"


def _base(environment: Environment) -> str:
    """Path of the Python the environment was made with."""
    return str(env.read_stamp(environment)["base"][0])


def _create(environment: Environment) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise MissingToolError(
            "这台电脑的 Python 缺少 venv 组件。请先安装再重新运行：\n"
            f"  Debian、Ubuntu：sudo apt install python{version}-venv\n"
            "  其他系统：请从 https://www.python.org/downloads/ 安装完整的 Python"
        )
    try:
        if environment.folder.exists():
            shutil.rmtree(environment.folder)
        venv.EnvBuilder(symlinks=os.name != "nt", with_pip=True).create(environment.folder)
    except (OSError, subprocess.CalledProcessError) as error:
        raise InstallError(
            f"无法建立运行环境“{environment.folder}”：{error}\n"
            "请关闭正在使用它的程序，确认磁盘有空间、文件夹可以写入，再运行一次。"
        ) from error


def _relocate(environment: Environment) -> None:
    """Write the new place into the environment's scripts; needs no network."""
    lock = _widest(environment, env.RUN_LOCK)
    known = env.installed_locks(env.read_stamp(environment))
    base = _base(environment)
    environment.stamp.unlink()
    refresh = [base, "-m", "venv", "--without-pip", str(environment.folder)]
    rewrite = [str(environment.python), "-c", _REGENERATE_SCRIPTS, str(environment.scripts)]
    for command in (refresh, rewrite):
        if subprocess.run(command, check=False, env=_quiet_pip()).returncode != 0:
            bring_to(environment, lock)  # no stamp any more: made anew
            return
    if known.get(lock) == env.digest(environment.lock(lock)):
        env.write_stamp(environment, lock, base)
    else:
        _install(environment, lock, base)


def _widest(environment: Environment, lock: str) -> str:
    """The test lock once it was installed: going back and forth between `build` and `test` must not reinstall."""
    return env.TEST_LOCK if env.TEST_LOCK in env.installed_locks(env.read_stamp(environment)) else lock


def _install(environment: Environment, lock: str, base: str) -> None:
    before = env.distributions(environment)
    aside = environment.stamp.with_suffix(".old")
    if environment.stamp.exists():
        environment.stamp.replace(aside)
    total = len(env.pinned(environment.lock(lock)))
    with ProgressLine() as line:
        try:
            _pip_install(environment, environment.lock(lock), _counter(line, total))
        except InstallError:
            if aside.exists() and env.distributions(environment) == before:
                aside.replace(environment.stamp)
            raise
        line.show("正在收尾……")
        _prune(environment, lock)
        _compile(environment)
        env.write_stamp(environment, lock, base)
        aside.unlink(missing_ok=True)
    say("运行环境已就绪。")


def _pip_install(environment: Environment, lock: Path, on_line: Callable[[str], None]) -> None:
    options = ["install", "--require-hashes", "--no-deps", "--no-compile", "--progress-bar", "off"]
    tool = _entry(lock, _BUILD_TOOL)
    if tool:
        # Sources are then built with this one, not with whatever the index offers unchecked.
        extract = environment.folder / "build-tool.lock"
        extract.write_text(tool, encoding="utf-8", newline="\n")
        _pip(environment, [*options, "--only-binary", ":all:", "-r", str(extract)], on_line)
        options.append("--no-build-isolation")
    _pip(environment, [*options, "-r", str(lock)], on_line)


def _entry(lock: Path, name: str) -> str:
    """Return one package's lines of a lock, an empty text if it has none."""
    match = re.search(rf"^{re.escape(name)}==.*\n(?:[ \t]+.*\n?)*", lock.read_text("utf-8"), re.MULTILINE)
    return match[0] if match else ""


def _pip(environment: Environment, args: Sequence[str], on_line: Callable[[str], None]) -> None:
    command = [str(environment.python), "-m", "pip", "--disable-pip-version-check", "--no-input", *args]
    tail: deque[str] = deque(maxlen=_TAIL)
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=_quiet_pip(),
        cwd=environment.root,
    ) as process:
        for text in process.stdout or ():
            tail.append(text.rstrip())
            on_line(text)
    if process.returncode != 0:
        raise InstallError(explain(tail))


def _quiet_pip() -> dict[str, str]:
    """The user's settings (mirrors, proxies, certificates) stay; what would install elsewhere goes."""
    unwanted = {"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONHOME", "PYTHONPATH", "PIP_REQUIREMENT"}
    kept = {name: value for name, value in os.environ.items() if name.upper() not in unwanted}
    return {**kept, "PIP_USER": "0", "PYTHONUTF8": "1"}


def _counter(line: ProgressLine, total: int) -> Callable[[str], None]:
    seen = 0
    name = ""

    def on_line(text: str) -> None:
        nonlocal seen, name
        if text.startswith("Installing collected packages"):
            line.show("正在安装……")
        elif size := _DOWNLOADING.match(text):
            line.show(f"正在下载 {min(seen, total)}/{total}  {name}（{size[1]}）")
        elif _STEP.match(text):
            seen += 1
            collecting = _COLLECTING.match(text)
            name = collecting[1] if collecting else name
            line.show(f"正在准备 {min(seen, total)}/{total}  {name}")

    return on_line


def _prune(environment: Environment, lock: str) -> None:
    """Remove what an older lock had installed and this one does not name."""
    wanted = env.pinned(environment.lock(lock)) | {"pip", "setuptools", "wheel"}
    names = {env.canonical(name.removesuffix(".dist-info").split("-")[0]) for name in env.distributions(environment)}
    if names - wanted:
        _pip(environment, ["uninstall", "--yes", *sorted(names - wanted)], lambda _line: None)


def _compile(environment: Environment) -> None:
    """Compile byte code with all cores. Templates that are no Python fail to compile and are none of our business."""
    command = [str(environment.python), "-m", "compileall", "-qq", "-j", "0", str(environment.packages)]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


_CAUSES = (
    ("DO NOT MATCH THE HASHES", "下载到的软件包与锁定的校验值不符，可能是镜像不同步或内容被改动。请换一个软件源再试。"),
    ("No space left on device", "磁盘已满。请腾出约 1.5 GB 空间再试。"),
    ("CERTIFICATE_VERIFY_FAILED", "安全证书校验失败。请检查电脑的日期时间是否正确，单位网络如需证书请联系网管。"),
    ("Permission denied", "没有写入权限。请把项目放到自己的文件夹里再试。"),
    ("Failed to build", "有软件包在这台电脑上编译失败。请换用 64 位的 Python 3.11 至 3.13 再试。"),
)
_OFFLINE = (
    "没有连上软件源，或软件源里缺少所需的版本。请检查网络后再运行一次；在国内可以先改用镜像，例如：\n"
    "  python3 -m pip config set global.index-url https://pypi.tuna.tsinghua.edu.cn/simple\n"
    "  装好一次以后，就不再需要网络。"
)


def explain(tail: Sequence[str]) -> str:
    """Say in Chinese what pip's last lines mean, and show them."""
    text = "\n".join(tail)
    cause = next((meaning for sign, meaning in _CAUSES if sign in text), _OFFLINE)
    return f"准备运行环境没有成功：{cause}\n以下是安装程序 pip 的原话：\n" + "\n".join(f"  | {line}" for line in tail)
