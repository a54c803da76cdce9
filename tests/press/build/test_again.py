"""What the engine gave is used again only on the same occasion, and never at a risk."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from press.build.again import EngineSettings, build_again, occasion, remember
from press.progress import SilentReporter
from press.site.inputs import SiteInputs
from press.site.templates import EngineConfig, MarkdownSettings

THEME = Path(__file__).resolve().parents[3] / "overlays"
KEPT = Path("pages", "engine.pickle")


def settings(root: Path) -> EngineSettings:
    inputs = SiteInputs(
        root, root / "docs", THEME, root / ".cache", dt.date(2026, 11, 1), "园地", "", 1, SilentReporter(), "engine"
    )
    return EngineSettings(inputs, MarkdownSettings(("tables",)), EngineConfig(None), root / "site", strict=False)


def test_the_occasion_is_the_configuration_and_what_is_asked_for(tmp_path: Path) -> None:
    config = tmp_path / "mkdocs.yml"
    config.write_text("site_name: 园地\n", "utf-8")
    first = occasion(config, ("quick",))
    assert first == occasion(config, ("quick",)) != occasion(config, ("whole",))
    config.write_text("site_name: 别的\n", "utf-8")
    assert occasion(config, ("quick",)) not in {first, ""}


@pytest.mark.parametrize("text", ["site_name: !ENV NAME\n", "INHERIT: other.yml\n"])
def test_a_configuration_that_depends_on_more_has_no_occasion(tmp_path: Path, text: str) -> None:
    config = tmp_path / "mkdocs.yml"
    assert occasion(config, ()) == "", "a file that is not there"
    config.write_text(text, "utf-8")
    assert occasion(config, ()) == ""


def test_nothing_is_kept_for_an_occasion_that_cannot_be_told(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    remember(tmp_path, "now", settings(tmp_path))
    assert (tmp_path / KEPT).exists()
    for when, given in (("", settings(tmp_path)), ("now", None)):
        remember(tmp_path, when, given)
        assert not (tmp_path / KEPT).exists()


def test_what_cannot_be_kept_harms_nothing(tmp_path: Path) -> None:
    remember(tmp_path / "nowhere", "now", settings(tmp_path))
    assert build_again(tmp_path / "nowhere", "now", SilentReporter(), proof=False, jobs=1) is None


@pytest.mark.parametrize("damage", [b"", b"no pickle", b"\x80\x05N."])
def test_a_damaged_memory_asks_the_engine(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / KEPT).write_bytes(damage)
    assert build_again(tmp_path, "now", SilentReporter(), proof=False, jobs=1) is None
