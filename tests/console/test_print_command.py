"""`print`: a month or format that is not there is said before anything is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from console import building
from console.cli import main
from console.request import Built, Request
from press.findings import Finding, Severity
from press.publish.outcome import Outcome

WRITTEN = "2026-11"


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """Take the place of the build; the site holds one month on A3."""
    folder = tmp_path / "site" / "bulletins"
    folder.mkdir(parents=True)
    form = (
        '{"id": "a3", "name": "A3 海报", "trim_mm": [297, 420], "body_pt": 10.5, "print": {"name": "2026-11-a3.pdf"}}'
    )
    month = f'{{"month": "{WRITTEN}", "title": "2026年11月科普宣传栏", "theme": "", "formats": [{form}]}}'
    (folder / "print.json").write_text(f'{{"months": [{month}]}}', "utf-8")
    requests: list[Request] = []

    def build(request: Request, reporter: object) -> Built:
        del reporter
        requests.append(request)
        return Built(Outcome(site_dir=tmp_path / "site"))

    monkeypatch.setattr(building, "build", build)
    return requests


@pytest.mark.parametrize("written", ["2026-11", "202611", "2026年11月", "2026/11", "2026.11"])
def test_a_month_as_people_write_it(written: str, built: list[Request], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print", written, "--format", "Ａ3海报"]) == 0
    assert len(built) == 1
    assert "2026-11-a3.pdf" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["a3", "A3", "A3 海报", "A3海报"])
def test_a_format_as_people_write_it(name: str, built: list[Request], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print", "--format", name]) == 0
    assert built
    assert "2026-11-a3.pdf" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["2026-13"], "不是月份"),
        (["十一月"], "不是月份"),
        (["1999-01"], "2026-11"),
        (["--format", "A5"], "A3 海报（a3）"),
    ],
)
def test_what_is_not_there_is_said_before_the_build(
    words: list[str], told: str, built: list[Request], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["print", *words]) == 2
    assert not built
    assert told in capsys.readouterr().err


def test_a_month_is_known_by_its_file_or_by_what_is_written_in_it(
    built: list[Request], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = tmp_path / "docs"
    (docs / "bulletins").mkdir(parents=True)
    (docs / "bulletins" / "2026-10.md").write_text("---\ntheme: 秋\n---\n## 一\n\n正文\n", encoding="utf-8")
    (docs / "bulletins" / "冬.md").write_text("---\n月份: 2026年11月\n---\n## 一\n\n正文\n", encoding="utf-8")
    assert main(["print", "2026-11", "--docs", str(docs)]) == 0
    assert main(["print", "2026-12", "--docs", str(docs)]) == 2
    assert len(built) == 1
    assert "现有：2026-10、2026-11" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("path", "severity", "shown"),
    [
        ("docs/bulletins/2026-11.md", Severity.NOTICE, True),
        ("docs/bulletins/2026-10.md", Severity.ERROR, False),
        ("docs/bulletins/冬.md", Severity.NOTICE, True),
        ("docs/articles/a.md", Severity.NOTICE, False),
        ("docs/articles/a.md", Severity.ERROR, True),
        ("overlays/print/formats.yml", Severity.ERROR, True),
    ],
)
def test_only_what_concerns_the_month_is_told(  # noqa: PLR0913 -- pytest's fixtures and a table's columns
    path: str,
    severity: Severity,
    *,
    shown: bool,
    built: list[Request],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = Finding("print/half-empty", severity, "空着一半", "", path)
    outcome = Outcome(site_dir=tmp_path / "site", findings=(found,))
    monkeypatch.setattr(building, "build", lambda *_: Built(outcome))
    assert not built
    assert main(["print"]) == 0
    assert ("空着一半" in capsys.readouterr().out) == shown
