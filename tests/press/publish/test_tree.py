"""A site laid out on an older one holds exactly what one laid out on nothing would."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from press.publish import tree
from press.publish.tree import lay_out
from tests.end_to_end.engines import tree as contents

NAMES = ("a.html", "b.html", "c/d.html", "c/e.html", "c/f/g.html", "h/i.html", "c.html", "h")


def store(folder: Path) -> list[str]:
    folder.mkdir()
    for number in range(6):
        (folder / str(number)).write_bytes(b"%d" % number)
    return [str(file) for file in sorted(folder.iterdir())]


def chosen(dice: random.Random, files: list[str]) -> dict[str, str]:
    names = [name for name in NAMES if dice.random() < 0.6]
    if "h" in names and "h/i.html" in names:
        names.remove("h")
    return {name: dice.choice(files) for name in names}


@pytest.mark.parametrize("seed", range(30))
def test_an_older_site_is_brought_up_to_date(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a test's dice
    files = store(tmp_path / "store")
    site, spare, clean = tmp_path / "site", tmp_path / "spare", tmp_path / "clean"
    site.mkdir()
    lay_out(site, chosen(dice, files), {"docs.pdf": Path(files[0])}, spare)
    site.rename(spare)
    (spare / "strange.html").write_bytes(b"not ours")
    (spare / "strange").symlink_to(tmp_path)
    links, copies = chosen(dice, files), {"c/docs.pdf": Path(files[1])}
    site.mkdir()
    lay_out(site, links, copies, spare)
    clean.mkdir()
    lay_out(clean, links, copies, spare)
    assert contents(site) == contents(clean)
    assert sorted(path.relative_to(site) for path in site.rglob("*")) == sorted(
        path.relative_to(clean) for path in clean.rglob("*")
    )
    assert not spare.exists()


def test_what_lay_still_is_not_linked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = store(tmp_path / "store")
    links = dict(zip(NAMES[:4], files, strict=False))
    site, spare = tmp_path / "site", tmp_path / "spare"
    site.mkdir()
    lay_out(site, links, {}, spare)
    site.rename(spare)
    linked = []
    monkeypatch.setattr(tree, "link", lambda source, target: linked.append((source, target)))
    site.mkdir()
    lay_out(site, {**links, "new.html": files[5]}, {}, spare)
    assert linked == [(files[5], str(site / "new.html"))]


def test_a_file_put_in_the_place_of_ours_does_not_stay(tmp_path: Path) -> None:
    files = store(tmp_path / "store")
    spare = tmp_path / "spare"
    (spare / "c").mkdir(parents=True)
    shutil.copy2(files[0], spare / "a.html")  # the same bytes and times, but another file: anything may become of it
    (spare / "b.html").symlink_to(files[1])
    site = tmp_path / "site"
    site.mkdir()
    lay_out(site, {"a.html": files[0], "b.html": files[1]}, {}, spare)
    assert (site / "a.html").samefile(files[0])
    assert not (site / "b.html").is_symlink()
    assert not (site / "c").exists()


def test_originals_are_never_linked_into_the_site(tmp_path: Path) -> None:
    source = tmp_path / "a.bin"
    source.write_bytes(b"original")
    site = tmp_path / "site"
    site.mkdir()
    lay_out(site, {"linked.bin": str(source)}, {"x/copied.bin": source}, tmp_path / "spare")
    (site / "x" / "copied.bin").write_bytes(b"changed")
    assert source.read_bytes() == b"original"
    assert (site / "linked.bin").read_bytes() == b"original"
