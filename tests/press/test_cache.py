from __future__ import annotations

import errno
import hashlib
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from press import sources
from press.cache import Cache
from press.errors import CacheError, MediaError


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    made = Cache(tmp_path / "缓存 folder")
    yield made
    made.close()


def writing(text: str, calls: list[str] | None = None) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        if calls is not None:
            calls.append(text)
        path.write_text(text, encoding="utf-8")

    return make


def test_an_entry_is_made_once_and_again_only_for_another_key(cache: Cache) -> None:
    calls: list[str] = []
    first = cache.get_or_make("a", ".txt", writing("one", calls))
    assert cache.get_or_make("a", ".txt", writing("two", calls)) == first
    assert first.read_text(encoding="utf-8") == "one"
    assert cache.get_or_make("b", ".txt", writing("two", calls)) != first
    assert calls == ["one", "two"]


def test_entries_outlive_the_process(tmp_path: Path) -> None:
    for expected in (["made"], []):
        cache, calls = Cache(tmp_path), list[str]()
        cache.get_or_make("k", ".txt", writing("made", calls))
        cache.close()
        assert calls == expected


@pytest.mark.parametrize("damage", [b"", b"oth", b"longer than before"])
def test_a_damaged_entry_is_remade(cache: Cache, damage: bytes) -> None:
    path = cache.get_or_make("k", ".txt", writing("one"))
    os.utime(path, ns=(0, 0))
    path.write_bytes(damage)
    assert cache.get_or_make("k", ".txt", writing("one")).read_text(encoding="utf-8") == "one"


def test_a_restored_entry_with_new_time_stamp_is_trusted_after_reading(cache: Cache) -> None:
    calls: list[str] = []
    path = cache.get_or_make("k", ".txt", writing("one", calls))
    os.utime(path, ns=(5, 5))
    cache.get_or_make("k", ".txt", writing("one", calls))
    assert calls == ["one"]


def test_a_destroyed_memory_costs_work_not_correctness(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.get_or_make("k", ".txt", writing("one"))
    cache.close()
    (tmp_path / "memory.sqlite").write_bytes(b"this is no database, but long enough to look like one" * 9)
    cache = Cache(tmp_path)
    assert cache.get_or_make("k", ".txt", writing("one")).read_text(encoding="utf-8") == "one"
    cache.close()


def test_a_failing_maker_leaves_nothing(cache: Cache, tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        path.write_text("half", encoding="utf-8")
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        cache.get_or_make("k", ".txt", fail)
    assert [p for p in tmp_path.rglob("*") if p.suffix == ".txt"] == []
    assert cache.holds("k", ".txt") is None


def test_a_maker_that_writes_nothing_is_an_error(cache: Cache) -> None:
    with pytest.raises(MediaError):
        cache.get_or_make("k", ".txt", lambda path: path.touch())


def test_a_full_disk_is_named_and_leaves_no_half_file(cache: Cache, tmp_path: Path) -> None:
    def full(path: Path) -> None:
        path.write_text("half", encoding="utf-8")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(CacheError, match="磁盘已满"):
        cache.get_or_make("k", ".txt", full)
    assert [p for p in tmp_path.rglob("*") if p.suffix == ".txt"] == []


def test_threads_make_one_key_once(cache: Cache) -> None:
    calls: list[str] = []
    gate = threading.Barrier(8)

    def work() -> None:
        gate.wait()
        cache.get_or_make("k", ".txt", writing("x" * 10_000, calls))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == ["x" * 10_000]


def _make_many(root: str) -> None:
    cache = Cache(Path(root))
    for number in range(40):
        cache.get_or_make(f"k{number}", ".txt", writing(f"content {number}" * 50))
    cache.close()


def test_two_processes_share_a_folder(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_make_many, args=(str(tmp_path),)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    cache = Cache(tmp_path)
    for number in range(40):
        entry = cache.holds(f"k{number}", ".txt")
        assert entry is not None
        assert entry.path.read_text(encoding="utf-8") == f"content {number}" * 50
    cache.close()
    assert list((tmp_path / "parts").iterdir()) == []


def test_digest_is_not_trusted_while_the_file_is_fresh(tmp_path: Path) -> None:
    source = tmp_path / "图.bin"
    source.write_bytes(b"one")
    os.utime(source, ns=(1_000_000_000_000, 1_000_000_000_000))
    fresh = Cache(tmp_path / "c", clock=lambda: 1_000_000_000_500)
    first = fresh.digest(source)
    source.write_bytes(b"two")
    os.utime(source, ns=(1_000_000_000_000, 1_000_000_000_000))
    assert fresh.digest(source) != first
    fresh.close()


def later() -> int:
    return time.time_ns() + 10_000_000_000


def test_a_file_that_lay_still_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [tmp_path / name for name in ("a.bin", "文.bin")]
    for file in files:
        file.write_bytes(file.name.encode())
    with closing(Cache(tmp_path / "c", later)) as cache:
        first = cache.digests(files)
        assert first == [hashlib.sha256(file.name.encode()).hexdigest() for file in files]

    def refuse(_: Path) -> str:
        raise AssertionError("read again")

    monkeypatch.setattr(sources, "file_digest", refuse)
    with closing(Cache(tmp_path / "c", later)) as cache:
        assert cache.digests(files) == first
        assert [cache.digest(file) for file in files] == first


@pytest.mark.parametrize("change", ["in place", "replaced"])
def test_a_restored_time_stamp_hides_no_change(tmp_path: Path, change: str) -> None:
    source = tmp_path / "a.bin"
    source.write_bytes(b"one")
    os.utime(source, ns=(0, 0))
    with closing(Cache(tmp_path / "c", later)) as cache:
        first = cache.digest(source)
        other = source if change == "in place" else tmp_path / "b.bin"
        other.write_bytes(b"two")
        os.utime(other, ns=(0, 0))
        other.replace(source)
        assert cache.digests([source]) == [hashlib.sha256(b"two").hexdigest()] != [first]


def test_a_file_that_cannot_be_read_has_no_digest(tmp_path: Path) -> None:
    with closing(Cache(tmp_path / "c")) as cache:
        assert cache.digests([tmp_path / "gone"]) == [""]
        with pytest.raises(FileNotFoundError):
            cache.digest(tmp_path / "gone")


def test_prune_drops_what_three_runs_did_not_use(cache: Cache) -> None:
    old = cache.get_or_make("old", ".txt", writing("old"))
    used = cache.get_or_make("used", ".txt", writing("used"))
    for expected in (0, 0, 0, 1):
        cache.get_or_make("used", ".txt", writing("used"))
        assert cache.prune(keep=3) == expected
    assert not old.exists()
    assert used.exists()
    assert cache.holds("old", ".txt") is None


def test_prune_sweeps_parts_of_killed_runs(cache: Cache, tmp_path: Path) -> None:
    part = tmp_path / "缓存 folder" / "parts" / "1-dead.jpg"
    part.write_bytes(b"half")
    young = part.with_name("2-alive.jpg")
    young.write_bytes(b"half")
    os.utime(part, ns=(0, 0))
    cache.prune()
    assert not part.exists()
    assert young.exists()


def test_discard_forces_a_new_make(cache: Cache) -> None:
    calls: list[str] = []
    cache.get_or_make("k", ".txt", writing("one", calls))
    cache.discard("k", ".txt")
    cache.get_or_make("k", ".txt", writing("one", calls))
    assert calls == ["one", "one"]
