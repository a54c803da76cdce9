"""Files of the store: written whole, never changed where they are linked."""

from __future__ import annotations

import gzip
from pathlib import Path

from press.memory import Memory
from press.publish.tree import lay_out
from press.site.file_store import SCHEMA, FileStore

KEY = "ab" + "0" * 62


def store(folder: Path) -> FileStore:
    return FileStore(folder, Memory(folder / "files.sqlite", SCHEMA))


def test_a_file_that_is_linked_is_never_written_over(tmp_path: Path) -> None:
    files, site = store(tmp_path / "store"), tmp_path / "site"
    site.mkdir()
    for name, text in (("a", b"old "), ("b", b"new ")):
        links = files.links({f"sub/{name}.html": files.write(KEY, text * 1000, text=True)})
        lay_out(site, links, {}, tmp_path / "spare")
    assert (site / "sub" / "a.html").read_bytes() == b"old " * 1000
    assert (site / "sub" / "b.html").read_bytes() == b"new " * 1000
    assert gzip.decompress((site / "sub" / "a.html.gz").read_bytes()) == b"old " * 1000
    assert gzip.decompress((site / "sub" / "b.html.gz").read_bytes()) == b"new " * 1000
    assert [path.name for path in (tmp_path / "store" / "ab").iterdir() if not path.name.startswith(KEY)] == []


def test_half_a_file_is_not_trusted_and_made_whole(tmp_path: Path) -> None:
    files = store(tmp_path)
    written = files.write(KEY, b"whole", text=False)
    files.put(written)
    assert files.stamps(KEY) == written.stamps
    files.file(KEY).write_bytes(b"who")  # a build that was ended while it wrote
    assert files.stamps(KEY) is None
    again = files.write(KEY, b"whole", text=False)
    assert files.file(KEY).read_bytes() == b"whole"
    assert files.sound(KEY, again.stamps)
    assert sorted(path.name for path in (tmp_path / "ab").iterdir()) == [KEY]
