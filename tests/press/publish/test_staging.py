"""The published site is whole at every moment: each step of stage and swap is tried with a SIGKILL and with errors."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from press.errors import PublishError, UsageError
from press.publish import exchange, staging
from press.publish.process import is_alive

HOOKS = Path(staging.__file__).parents[2]
FILES = ("index.html", "articles/三伏贴.html", "assets/badge.svg")

KILLED_BUILD = """
import os, signal, sys
from pathlib import Path
from press.publish import staging

site, step, atomic = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "atomic"
if not atomic:
    staging.exchange = lambda one, other: False
seen = 0

def strike(event, args):
    global seen
    if event in {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "open"}:
        seen += 1
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(strike)
staging.recover(site)
staged = staging.staging_dir(site)
for name in sys.argv[4:]:
    (staged / name).parent.mkdir(parents=True, exist_ok=True)
    (staged / name).write_text("new", encoding="utf-8")
staging.swap(staged, site)
"""


def make_site(site: Path, text: str, names: tuple[str, ...] = FILES) -> Path:
    for name in names:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
    return site


def publish(site: Path, text: str) -> None:
    staging.recover(site)
    staging.swap(make_site(staging.staging_dir(site), text), site)


def generation(site: Path) -> str:
    """Return the one text all files of a whole site have; fails on a mixed or partial one."""
    texts = {(site / name).read_text("utf-8") for name in FILES}
    assert len(texts) == 1
    return texts.pop()


def hidden(parent: Path) -> list[str]:
    return sorted(path.name for path in parent.iterdir() if path.name.startswith(".site-"))


def dead_pid() -> int:
    child = subprocess.Popen([sys.executable, "-S", "-c", ""])
    child.wait()
    return child.pid


@pytest.fixture
def site(tmp_path: Path) -> Path:
    parent = tmp_path / "卫生 宣传"
    parent.mkdir()
    return parent / "site"


@pytest.fixture(params=[True, False], ids=["exchange", "renames"])
def swapping(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Both ways of swapping: the atomic one where the system has it, and the two renames."""
    if not request.param:
        monkeypatch.setattr(staging, "exchange", lambda _one, _other: False)
    return bool(request.param)


@pytest.mark.usefixtures("swapping")
def test_publishes_first_and_again(site: Path) -> None:
    publish(site, "one")
    assert generation(site) == "one"
    publish(site, "two")
    assert generation(site) == "two"
    assert (site / staging.MARKER).is_file()
    assert hidden(site.parent) == []


@pytest.mark.usefixtures("swapping")
def test_the_old_site_is_kept_for_the_next_one_if_there_is_room(site: Path, tmp_path: Path) -> None:
    spare = tmp_path / "spare"
    for text in ("one", "two", "three"):
        staging.swap(make_site(staging.staging_dir(site), text), site, spare)
        assert spare.exists() == (text != "one")
    assert generation(site) == "three"
    assert generation(spare) == "one"
    assert hidden(site.parent) == []


def test_stages_on_the_same_level_and_leaves_the_site_alone(site: Path) -> None:
    publish(site, "one")
    staged = staging.staging_dir(site)
    assert staged.parent == site.parent
    assert staged.name.startswith(f".site-building-{os.getpid()}-")
    assert generation(site) == "one"
    staging.discard(staged)
    assert hidden(site.parent) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("way", ["atomic", "renames"])
@pytest.mark.parametrize("first", [True, False], ids=["first-build", "later-build"])
def test_killed_at_any_step_leaves_a_whole_site(site: Path, way: str, *, first: bool) -> None:
    step, outcomes = 0, set()
    while True:
        step += 1
        if not first and not site.exists():
            publish(site, "old")
        result = subprocess.run(
            [sys.executable, "-c", KILLED_BUILD, str(site), str(step), way, *FILES],
            check=False,
            env={**os.environ, "PYTHONPATH": str(HOOKS), "PYTHONDONTWRITEBYTECODE": "1"},
        )
        if way == "atomic" and not first:
            generation(site)  # whole at once, nothing to recover
        staging.recover(site)
        assert hidden(site.parent) == []
        if site.exists():
            outcomes.add(generation(site))
        else:
            assert first
        if result.returncode == 0:
            break
        assert result.returncode == -9
        if site.exists() and (first or generation(site) == "new"):
            make_away(site)
    assert step > 8
    assert outcomes == ({"new"} if first else {"old", "new"})


def make_away(site: Path) -> None:
    staging.discard(site)


def test_restores_a_site_set_aside_by_a_dead_build(site: Path) -> None:
    publish(site, "one")
    key = staging.staging_path(site).name.rsplit("-", 1)[1]
    site.rename(site.parent / f".site-previous-{dead_pid()}-{key}")
    (site.parent / f".site-building-{dead_pid()}-{key}").mkdir()
    staging.recover(site)
    assert generation(site) == "one"
    assert hidden(site.parent) == []


def test_leaves_live_builds_and_other_sites_alone(site: Path) -> None:
    publish(site, "one")
    key = staging.staging_path(site).name.rsplit("-", 1)[1]
    other = staging.staging_path(site.with_name("public")).name.rsplit("-", 1)[1]
    names = [f".site-building-{os.getppid()}-{key}", f".site-building-{dead_pid()}-{other}", ".site-building-x"]
    for name in names:
        (site.parent / name).mkdir()
    staging.recover(site)
    assert hidden(site.parent) == sorted(names)


def test_recovers_nothing_where_no_parent_is(tmp_path: Path) -> None:
    staging.recover(tmp_path / "none" / "site")
    assert not (tmp_path / "none").exists()


def test_makes_missing_parents(tmp_path: Path) -> None:
    publish(tmp_path / "a" / "b" / "site", "one")
    assert generation(tmp_path / "a" / "b" / "site") == "one"


@pytest.mark.usefixtures("swapping")
def test_an_empty_folder_may_be_taken(site: Path) -> None:
    site.mkdir()
    publish(site, "one")
    assert generation(site) == "one"


def test_refuses_a_foreign_folder_and_says_what_to_do(site: Path) -> None:
    site.mkdir()
    (site / "家庭照片.jpg").write_bytes(b"x")
    with pytest.raises(UsageError, match="--site"):
        staging.staging_dir(site)
    assert [path.name for path in site.parent.iterdir()] == ["site"]
    assert (site / "家庭照片.jpg").read_bytes() == b"x"


def test_refuses_a_folder_that_became_foreign_during_the_build(site: Path) -> None:
    staged = make_site(staging.staging_dir(site), "new")
    site.mkdir()
    (site / "report.docx").write_bytes(b"x")
    with pytest.raises(UsageError, match="手动删除"):
        staging.swap(staged, site)
    assert (site / "report.docx").exists()


def test_refuses_a_file(site: Path) -> None:
    site.write_text("x")
    with pytest.raises(UsageError, match="不是文件夹"):
        staging.staging_dir(site)


def test_refuses_protected_folders_and_what_contains_them(tmp_path: Path) -> None:
    docs = tmp_path / "project" / "docs"
    docs.mkdir(parents=True)
    for target in (docs, docs.parent, tmp_path, Path(tmp_path.anchor), Path.home(), docs / ".." / "docs"):
        with pytest.raises(UsageError, match="会覆盖"):
            staging.check_target(target, protected=(docs,))
    staging.check_target(docs.parent / "site", protected=(docs, docs.parent))


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_follows_a_link_to_the_site(site: Path, tmp_path: Path) -> None:
    publish(site, "one")
    link = tmp_path / "www"
    link.symlink_to(site)
    publish(link, "two")
    assert link.is_symlink()
    assert generation(site) == "two"


def failing(code: int, when: Callable[[Path], bool]) -> Callable[[Path, Path], Path]:
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if when(self):
            raise OSError(code, os.strerror(code), str(self))
        return real(self, target)

    return rename


@pytest.mark.parametrize(
    ("code", "words"), [(errno.ENOSPC, "磁盘已满"), (errno.EROFS, "只读"), (errno.EACCES, "没有写入权限")]
)
def test_keeps_the_site_when_the_stage_cannot_be_made(
    site: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    publish(site, "one")

    def mkdir(self: Path, *_args: object, **_kwargs: object) -> None:
        raise OSError(code, os.strerror(code), str(self))

    monkeypatch.setattr(Path, "mkdir", mkdir)
    with pytest.raises(PublishError, match=words):
        staging.staging_dir(site)
    monkeypatch.undo()
    assert generation(site) == "one"
    assert hidden(site.parent) == []


def test_a_full_disk_at_the_first_file_leaves_no_stage(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(site, "one")

    def write_text(self: Path, *_args: object, **_kwargs: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))

    monkeypatch.setattr(Path, "write_text", write_text)
    with pytest.raises(PublishError, match="磁盘已满"):
        staging.staging_dir(site)
    monkeypatch.undo()
    assert generation(site) == "one"
    assert hidden(site.parent) == []


def test_puts_the_old_site_back_when_the_second_rename_fails(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(site, "one")
    staged = make_site(staging.staging_dir(site), "two")
    monkeypatch.setattr(staging, "exchange", lambda _one, _other: False)
    monkeypatch.setattr(Path, "rename", failing(errno.ENOSPC, lambda path: path == staged))
    with pytest.raises(PublishError, match="旧网站原样保留"):
        staging.swap(staged, site)
    assert generation(site) == "one"
    assert generation(staged) == "two"


def test_waits_for_a_viewer_that_lets_go(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(site, "one")
    staged = make_site(staging.staging_dir(site), "two")
    pauses: list[float] = []
    monkeypatch.setattr(staging, "exchange", lambda _one, _other: False)
    monkeypatch.setattr(staging.time, "sleep", pauses.append)
    monkeypatch.setattr(Path, "rename", failing(errno.EACCES, lambda path: path == site and len(pauses) < 3))
    staging.swap(staged, site)
    assert len(pauses) == 3
    assert generation(site) == "two"


def test_gives_up_on_a_viewer_that_does_not(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(site, "one")
    staged = make_site(staging.staging_dir(site), "two")
    monkeypatch.setattr(staging, "exchange", lambda _one, _other: False)
    monkeypatch.setattr(staging.time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(Path, "rename", failing(errno.EACCES, lambda path: path == site))
    with pytest.raises(PublishError, match="正被别的程序占用"):
        staging.swap(staged, site)
    assert generation(site) == "one"


def test_two_first_builds_at_once_both_succeed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staged = make_site(staging.staging_dir(site), "mine")
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self == staged and not site.exists():
            make_site(site, "theirs")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    staging.swap(staged, site)
    assert generation(site) == "mine"


def test_exchange_tells_an_unsupported_file_system_from_a_fault(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    (one / "a").write_text("")
    if sys.platform == "linux":
        with pytest.raises(FileNotFoundError):
            exchange.exchange(one, other)
    other.mkdir()
    if exchange.exchange(one, other):
        assert (other / "a").exists()
    else:
        assert (one / "a").exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_a_zombie_is_dead() -> None:
    script = "import os, time; pid = os.fork(); pid or os._exit(0); os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)"
    with subprocess.Popen(
        [sys.executable, "-S", "-c", f"{script}; print(pid, flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as parent:
        assert parent.stdout is not None
        zombie = int(parent.stdout.readline())
        os.kill(zombie, 0)  # the system still knows it
        assert not is_alive(zombie)
        parent.communicate(b"\n")


def test_knows_the_living_from_the_dead() -> None:
    assert is_alive(os.getpid())
    assert is_alive(os.getppid())
    assert not is_alive(dead_pid())
