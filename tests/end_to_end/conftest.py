from __future__ import annotations

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
