"""A plugin of somebody else beside ours: it sees every page, its files go out, and our pages stay what they are."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.engines import build, tree
from tests.end_to_end.random_edits import start

GUEST = """\
from mkdocs.structure.files import File


def on_files(files, config):
    files.append(File.generated(config, "guest/note.txt", content="from the guest"))
    return files


def on_post_page(output, page, config):
    return output + "<!-- seen by the guest -->"
"""
SEEN = b"<!-- seen by the guest -->"


def test_a_guest_sees_every_page_and_changes_nothing_else(tmp_path: Path) -> None:
    county = start(tmp_path / "project", seed=4)
    alone, beside = tmp_path / "alone", tmp_path / "beside"
    done = build("mkdocs", alone, root=county.root)
    assert done.returncode == 0, done.stderr
    settings = county.root / "mkdocs.yml"
    (county.root / "hooks" / "guest.py").write_text(GUEST, "utf-8")
    settings.write_text(
        settings.read_text("utf-8").replace("[hooks/engine_events.py]", "[hooks/guest.py, hooks/engine_events.py]"),
        "utf-8",
    )
    done = build("mkdocs", beside, root=county.root)
    assert done.returncode == 0, done.stderr
    ours, theirs = tree(alone), tree(beside)
    assert theirs.pop("guest/note.txt") == b"from the guest"
    pages = {name for name in ours if name.endswith(".html") and name != "404.html" and SEEN in theirs[name]}
    assert len(pages) > len(county.articles())
    plain = {name: data for name, data in ours.items() if not name.endswith(".gz")}
    changed = {name: data.replace(SEEN, b"") for name, data in theirs.items() if not name.endswith(".gz")}
    assert changed.keys() == plain.keys()
    assert [name for name in plain if plain[name] != changed[name]] == []
