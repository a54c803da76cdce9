from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.engines import build


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, built once with plain `mkdocs build`."""
    site = tmp_path_factory.mktemp("demo") / "site"
    done = build("mkdocs", site)
    assert done.returncode == 0, done.stdout + done.stderr
    return site


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that left before the end."""


@pytest.fixture(scope="session")
def demo_address(demo_site: Path) -> Iterator[str]:
    """The demo served on the loopback."""
    handler = functools.partial(_Quiet, directory=str(demo_site))
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()
