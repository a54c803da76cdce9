"""What a build remembers may be damaged, old, or on a disk that cannot be written: never a reason to fail silently."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from press.errors import CacheError
from press.memory import GROUP, Memory

SCHEMA = "create table if not exists pair(name text primary key, value text)"
PUT, GET = "replace into pair values(?,?)", "select value from pair where name=?"


def test_remembers_after_closing(tmp_path: Path) -> None:
    file = tmp_path / "缓存" / "m.sqlite"
    memory = Memory(file, SCHEMA)
    memory.write(PUT, "a", "1")
    memory.close()
    again = Memory(file, SCHEMA)
    assert again.one(GET, "a") == ("1",)
    assert again.one(GET, "b") is None
    again.close()


@pytest.mark.parametrize("content", [b"no database at all" * 200, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_file_is_made_anew(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "m.sqlite"
    file.write_bytes(content)
    memory = Memory(file, SCHEMA)
    assert memory.one(GET, "a") is None
    memory.close()


def test_a_file_of_another_version_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "m.sqlite"
    old = Memory(file, "create table if not exists pair(name text primary key)")
    old.write("insert into pair values(?)", "a")
    old.close()
    memory = Memory(file, SCHEMA)
    memory.write(PUT, "a", "1")
    assert memory.one(GET, "a") == ("1",)
    memory.close()


def test_another_build_sees_whole_groups(tmp_path: Path) -> None:
    file = tmp_path / "m.sqlite"
    writer, reader = Memory(file, SCHEMA), Memory(file, SCHEMA)
    for number in range(GROUP - 1):
        writer.write(PUT, str(number), "x")
    assert reader.one("select count(*) from pair") == (0,)
    writer.write(PUT, "last", "x")
    assert reader.one("select count(*) from pair") == (GROUP,)
    writer.close()
    reader.close()


def test_what_was_put_comes_before_all_else(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m.sqlite", SCHEMA)
    memory.put(PUT, "a", "1")
    memory.put(PUT, "a", "2")
    assert memory.one(GET, "a") == ("2",)
    memory.put(PUT, "b", "3")
    memory.write("delete from pair where name='b'")
    memory.put(PUT, "c", "4")
    assert sorted(memory.all("select name, value from pair")) == [("a", "2"), ("c", "4")]
    memory.put(PUT, "d", "5")
    memory.close()
    again = Memory(tmp_path / "m.sqlite", SCHEMA)
    assert again.one(GET, "d") == ("5",)
    again.close()


def test_groups_hold_what_was_put(tmp_path: Path) -> None:
    file = tmp_path / "m.sqlite"
    writer, reader = Memory(file, SCHEMA), Memory(file, SCHEMA)
    for number in range(GROUP):
        writer.put(PUT, str(number), "x")
    assert reader.one("select count(*) from pair") == (GROUP,)
    writer.close()
    reader.close()


def test_a_file_that_is_in_use_is_not_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "m.sqlite"
    Memory(file, SCHEMA).close()
    before = file.read_bytes()

    def busy(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr("press.memory._connect", busy)
    with pytest.raises(CacheError, match="无法写入"):
        Memory(file, SCHEMA)
    assert file.read_bytes() == before


def test_text_that_is_no_text_is_damage_and_no_lack_of_space(tmp_path: Path) -> None:
    file = tmp_path / "m.sqlite"
    memory = Memory(file, SCHEMA)
    memory.write("insert into pair values('a', cast(x'ff' as text))")
    with pytest.raises(sqlite3.DatabaseError) as caught:
        memory.one(GET, "a")
    assert not isinstance(caught.value, sqlite3.OperationalError)
    memory.close()


def test_a_table_of_another_shape_is_damage(tmp_path: Path) -> None:
    file = tmp_path / "m.sqlite"
    memory = Memory(file, SCHEMA)
    memory.write("alter table pair rename column value to velue")
    memory.flush()
    with pytest.raises(sqlite3.DatabaseError, match="no such column"):
        memory.one("select value from pair")
    memory.close()
