"""Run pip inside the environment, tell how far it is, and say in Chinese why it failed."""

from __future__ import annotations

import os
import re
import subprocess
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from console.environment import Environment, pinned
from console.speech import ProgressLine
from press.errors import PressError

_TAIL = 12
"""Lines of pip's own words shown when it fails."""

_BUILD_TOOL = "setuptools"
"""Builds the packages that publish sources only; taken from the lock, so that its hash is checked like all others."""

_STEP = re.compile(r"^(?:Collecting|Processing|Requirement already satisfied:|Downloading)\s")
_COLLECTING = re.compile(r"^Collecting ([A-Za-z0-9._-]+)")
_DOWNLOADING = re.compile(r"^\s+Downloading .*\(([^)]+)\)")


class InstallError(PressError):
    """The environment could not be made; the message says why and what to do."""

    exit_code = 3


def install(environment: Environment, lock: Path, line: ProgressLine) -> None:
    """Install what `lock` pins, every file checked against its hash, nothing else.

    Raises:
        InstallError: if pip fails.
    """
    on_line = _counter(line, len(pinned(lock)))
    options = ["install", "--require-hashes", "--no-deps", "--no-compile", "--progress-bar", "off"]
    tool = entry(lock, _BUILD_TOOL)
    if tool:
        # Sources are then built with this one, not with whatever the index offers unchecked.
        extract = environment.folder / "build-tool.lock"
        extract.write_text(tool, encoding="utf-8", newline="\n")
        _pip(environment, [*options, "--only-binary", ":all:", "-r", str(extract)], on_line)
        options.append("--no-build-isolation")
    _pip(environment, [*options, "-r", str(lock)], on_line)


def entry(lock: Path, name: str) -> str:
    """Return one package's lines of a lock, an empty text if it has none."""
    match = re.search(rf"^{re.escape(name)}==.*\n(?:[ \t]+.*\n?)*", lock.read_text("utf-8"), re.MULTILINE)
    return match[0] if match else ""


def uninstall(environment: Environment, names: Sequence[str]) -> None:
    """Remove packages."""
    _pip(environment, ["uninstall", "--yes", *names], lambda _line: None)


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
        env=settings(),
        cwd=environment.root,
    ) as process:
        for text in process.stdout or ():
            tail.append(text.rstrip())
            on_line(text)
    if process.returncode != 0:
        raise InstallError(explain(tail))


def settings() -> dict[str, str]:
    """Return pip's variables: the user's mirrors, proxies and certificates stay; what would install elsewhere goes."""
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
