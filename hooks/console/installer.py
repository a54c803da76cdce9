"""Make, repair and fill `.venv` with the standard library and pip. Imported only when there is something to do."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from console import environment as env
from console import pip_client
from console.environment import Environment, State
from console.pip_client import InstallError
from console.speech import ProgressLine, say
from press.errors import MissingToolError

_WHOSE = "import pip, sys; print(getattr(sys, '_base_executable', '')); sys.exit(sys.version_info < (3, 11))"

_REGENERATE_SCRIPTS = """
import importlib.metadata, sys
from pip._vendor.distlib.scripts import ScriptMaker
maker = ScriptMaker(None, sys.argv[1])
maker.clobber, maker.set_mode, maker.variants = True, True, {""}
for entry in importlib.metadata.entry_points(group="console_scripts"):
    maker.make(f"{entry.name} = {entry.value}")
"""


def bring_to(environment: Environment, lock: str) -> None:
    """Do what `environment.inspect` says until the environment is ready for `lock`.

    Raises:
        MissingToolError: if this Python cannot make environments.
        InstallError: if pip fails; an environment that was whole before is whole still.
    """
    state = env.inspect(environment, lock)
    if state is State.UNUSABLE and not _adopt(environment, lock):
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
    _set_aside(environment)
    bring_to(environment, lock)


def _adopt(environment: Environment, lock: str) -> bool:
    """Take over a sound environment that somebody made by other means, instead of throwing it away.

    Returns:
        Whether it is one: it starts, its Python is new enough, it has pip, and after installing nothing is damaged.
    """
    if environment.stamp.exists() or _aside(environment).exists() or not environment.python.exists():
        return False
    command = [str(environment.python), "-c", _WHOSE]
    try:
        asked = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    except (OSError, subprocess.CalledProcessError):
        return False
    say("已有一个运行环境，正在核对……")
    _install(environment, lock, asked.stdout.strip())
    return env.damage(environment) is None


def _aside(environment: Environment) -> Path:
    """Where the stamp waits while the environment is being changed: alone, it tells of a change that was cut off."""
    return environment.stamp.with_suffix(".old")


def _set_aside(environment: Environment) -> None:
    if environment.stamp.exists():
        environment.stamp.replace(_aside(environment))
    else:
        _aside(environment).touch()


def _why(environment: Environment) -> str:
    if not environment.folder.exists():
        return "第一次运行"
    return "电脑上的 Python 有变动" if environment.stamp.exists() else "现有的运行环境不完整"


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
        environment.folder.mkdir()
        _set_aside(environment)
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
    _set_aside(environment)
    refresh = [base, "-m", "venv", "--without-pip", str(environment.folder)]
    rewrite = [str(environment.python), "-c", _REGENERATE_SCRIPTS, str(environment.scripts)]
    for command in (refresh, rewrite):
        if subprocess.run(command, check=False, env=pip_client.settings()).returncode != 0:
            bring_to(environment, lock)  # a change that was cut off: made anew
            return
    if known.get(lock) == env.digest(environment.lock(lock)):
        env.write_stamp(environment, lock, base)
        _aside(environment).unlink()
    else:
        _install(environment, lock, base)


def _widest(environment: Environment, lock: str) -> str:
    """The test lock once it was installed: going back and forth between `build` and `test` must not reinstall."""
    return env.TEST_LOCK if env.TEST_LOCK in env.installed_locks(env.read_stamp(environment)) else lock


def _install(environment: Environment, lock: str, base: str) -> None:
    before = env.distributions(environment)
    old = env.read_stamp(environment)
    whole = environment.stamp.exists()
    _set_aside(environment)
    with ProgressLine() as line:
        try:
            pip_client.install(environment, environment.lock(lock), line)
        except InstallError:
            if env.distributions(environment) == before:  # pip failed before it changed anything
                _aside(environment).replace(environment.stamp) if whole else _aside(environment).unlink()
            raise
        line.show("正在收尾……")
        _prune(environment, lock, env.installed_packages(old))
        _compile(environment)
        env.write_stamp(environment, lock, base)
        _aside(environment).unlink()
    say("运行环境已就绪。")


def _prune(environment: Environment, lock: str, old: frozenset[str]) -> None:
    """Remove what an older lock had installed and this one does not name; what the user added is the user's."""
    present = {env.package_of(info) for info in env.distributions(environment)}
    unwanted = (old - env.pinned(environment.lock(lock))) & present
    if unwanted:
        pip_client.uninstall(environment, sorted(unwanted))


def _compile(environment: Environment) -> None:
    """Compile byte code with all cores. Templates that are no Python fail to compile and are none of our business."""
    command = [str(environment.python), "-m", "compileall", "-qq", "-j", "0", str(environment.packages)]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
