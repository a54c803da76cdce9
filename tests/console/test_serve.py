"""The live preview, in a process of its own as users run it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from console import engine
from console.request import Request
from press.errors import UsageError
from tests.console.conftest import TinyProject
from tests.end_to_end.random_edits import start

HOOKS = Path(engine.__file__).parents[1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def read_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    seen = ""
    for line in process.stdout:
        seen += line
        if words in line:
            return seen
    raise AssertionError(f"“{words}” never came:\n{seen}")


def get(port: int, page: str = "index.html") -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=30) as answer:
        text: str = answer.read().decode("utf-8")
        return text


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to another process there")
def test_follows_edits_survives_a_fault_and_ends_by_ctrl_c(tiny: TinyProject) -> None:
    (tiny.folder / "docs" / "404.html").write_text("没有这一页", encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "console", "serve", "--config", str(tiny.config), "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(HOOKS), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", cwd=tiny.folder
    ) as process:
        try:
            assert "预览已就绪" in read_until(process, "按 Ctrl-C 结束")
            tiny.write("# 新的 CRASH\n")
            assert "程序出了意外" in read_until(process, "这次没有更新")
            assert "三伏贴" in get(port)
            tiny.write("# 二十四节气\n")
            assert "Traceback" not in read_until(process, "已更新")
            assert "二十四节气" in get(port)
            with pytest.raises(urllib.error.HTTPError) as lost:
                get(port, "nowhere.html")
            assert lost.value.code == 404
            assert "没有这一页" in lost.value.read().decode("utf-8")
            process.send_signal(signal.SIGINT)
            assert "预览已停止" in read_until(process, "预览已停止")
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()
    assert not tiny.site.exists(), "a preview does not publish"


def test_a_taken_port_is_said_before_building(tiny: TinyProject) -> None:
    class Nobody:
        def reporter(self) -> None:
            raise AssertionError("nothing may be built")

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        with pytest.raises(UsageError, match=f"--port {port + 1}"):
            engine.serve(Request(tiny.config), ("127.0.0.1", port), Nobody())


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to another process there")
def test_a_real_site_follows_its_texts(tmp_path: Path) -> None:
    county = start(tmp_path, seed=3)
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "console",
        "serve",
        "--config",
        str(county.root / "mkdocs.yml"),
        "--port",
        str(port),
    ]
    environment = {**os.environ, "PYTHONPATH": str(HOOKS), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", cwd=county.root
    ) as process:
        try:
            read_until(process, "按 Ctrl-C 结束")
            text = county.articles()[0]
            text.write_text(f"{text.read_text('utf-8')}\n刚刚写下的一句。\n", "utf-8")
            read_until(process, "已更新")
            assert "刚刚写下的一句" in get(port, f"articles/{text.stem}.html")
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()
