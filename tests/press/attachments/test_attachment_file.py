"""The whole way for one file: told apart, marked in a process of its own, put in place whole or not at all."""

import dataclasses
import hashlib
import io
import sys
from pathlib import Path

import docx
import pikepdf
import pptx
import pytest

from press.attachments import apart
from press.attachments.apart import run_apart
from press.attachments.cached import cached_attachment
from press.attachments.kind import MAX_BYTES, FileKind
from press.attachments.mark_file import AttachmentResult, mark_attachment
from press.attachments.ole import SIGNATURE
from press.attachments.worker import Report, Task, run
from press.cache import Cache
from press.campaign.model import Campaign
from press.errors import UsageError
from press.findings import Checked, Severity


def pdf() -> bytes:
    written = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.save(written, deterministic_id=True)
    return written.getvalue()


def word() -> bytes:
    written = io.BytesIO()
    docx.Document().save(written)
    return written.getvalue()


def slides() -> bytes:
    written = io.BytesIO()
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    deck.save(written)
    return written.getvalue()


def placed(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


@pytest.mark.parametrize(
    ("make", "name", "kind"),
    [
        (pdf, "中 文 “引号” -o.pdf", FileKind.PDF),
        (word, "讲稿😀.docx", FileKind.WORD),
        (slides, "--help.pptx", FileKind.SLIDES),
    ],
)
def test_each_kind_in_a_process_of_its_own(
    make: type, name: str, kind: FileKind, campaign: Campaign, tmp_path: Path
) -> None:
    data = make()
    file = placed(tmp_path, name, data)
    out = tmp_path / "输 出" / name
    checked = mark_attachment(file, f"docs/files/{name}", campaign, out)
    assert checked == Checked(AttachmentResult(out, kind, 1, already=False))
    assert file.read_bytes() == data
    assert out.read_bytes() != data
    assert [one.name for one in out.parent.iterdir()] == [name]
    # The process apart gives what this one would have given.
    here = mark_attachment(file, f"docs/files/{name}", campaign, tmp_path / "here", runner=run)
    assert here.value is not None
    assert here.value.file.read_bytes() == out.read_bytes()


@pytest.mark.parametrize(
    ("data", "name", "rule", "severity"),
    [
        (b"", "a.pdf", "empty", Severity.ERROR),
        (b"%PDF-1.7 nonsense", "a.pdf", "damaged", Severity.ERROR),
        (b"hello", "a.pdf", "damaged", Severity.ERROR),
        (b"PK\x03\x04 nonsense", "a.docx", "damaged", Severity.ERROR),
        (b"hello", "a.txt", "unsupported", Severity.NOTICE),
        (SIGNATURE + bytes(600), "a.wps", "old-format", Severity.WARNING),
        (rb"{\rtf1}", "a.doc", "old-format", Severity.WARNING),
        (b"7z\xbc\xaf\x27\x1c", "a.7z", "unsupported", Severity.NOTICE),
    ],
)
def test_what_cannot_be_marked_is_named(  # noqa: PLR0913, PLR0917 - a table of four columns and two fixtures
    data: bytes, name: str, rule: str, severity: Severity, campaign: Campaign, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    checked = mark_attachment(placed(tmp_path, name, data), f"docs/files/{name}", campaign, out, runner=run)
    assert checked.value is None
    (finding,) = checked.findings
    assert (finding.rule_id, finding.severity) == (f"attachment/{rule}", severity)
    assert finding.path == f"docs/files/{name}"
    assert finding.hint or severity is Severity.NOTICE
    assert not out.exists()


def test_old_formats_are_told_step_by_step(campaign: Campaign, tmp_path: Path) -> None:
    file = placed(tmp_path, "a.doc", SIGNATURE + bytes(600))
    (finding,) = mark_attachment(file, "docs/files/a.doc", campaign, tmp_path / "out").findings
    assert "文件 → 另存为" in finding.hint
    assert ".docx" in finding.hint


def test_pictures_are_somebody_elses(campaign: Campaign, tmp_path: Path) -> None:
    file = placed(tmp_path, "a.pdf", b"\xff\xd8\xff\xe0")
    assert mark_attachment(file, "docs/files/a.pdf", campaign, tmp_path / "out") == Checked(None)


def test_a_name_that_lies_is_told_and_the_content_counts(campaign: Campaign, tmp_path: Path) -> None:
    file = placed(tmp_path, "a.doc", pdf())
    checked = mark_attachment(file, "docs/files/a.doc", campaign, tmp_path / "out", runner=run)
    assert checked.value is not None
    assert checked.value.kind is FileKind.PDF
    (finding,) = checked.findings
    assert finding.rule_id == "attachment/wrong-name"
    assert "“.pdf”" in finding.hint


def test_a_file_too_large_is_not_read(campaign: Campaign, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    with file.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)  # a hole: takes no room
    (finding,) = mark_attachment(file, "docs/files/a.pdf", campaign, tmp_path / "out").findings
    assert finding.rule_id == "attachment/too-large"
    assert "200 MB" in finding.message


def test_a_missing_file_is_named(campaign: Campaign, tmp_path: Path) -> None:
    checked = mark_attachment(tmp_path / "none.pdf", "docs/files/none.pdf", campaign, tmp_path / "out")
    assert [finding.rule_id for finding in checked.findings] == ["attachment/damaged"]


def test_the_original_is_never_overwritten(campaign: Campaign, tmp_path: Path) -> None:
    file = placed(tmp_path, "a.pdf", pdf())
    before = hashlib.sha256(file.read_bytes()).digest()
    other = tmp_path / "other.pdf"
    other.hardlink_to(file)
    for out in (file, tmp_path / "x" / ".." / "a.pdf", other):
        with pytest.raises(UsageError):
            mark_attachment(file, "a.pdf", campaign, out, runner=run)
    assert hashlib.sha256(file.read_bytes()).digest() == before


def test_a_runner_that_fails_halfway_leaves_the_former_result(campaign: Campaign, tmp_path: Path) -> None:
    file, out = placed(tmp_path, "a.pdf", pdf()), tmp_path / "out.pdf"
    out.write_bytes(b"former")

    def crash(task: Task) -> Report:
        task.out.write_bytes(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        mark_attachment(file, "a.pdf", campaign, out, runner=crash)
    assert out.read_bytes() == b"former"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.pdf", "out.pdf"]


def task(folder: Path, campaign: Campaign) -> Task:
    return Task(placed(folder, "a.pdf", pdf()), "docs/files/a.pdf", FileKind.PDF, campaign, folder / "out")


def test_a_hanging_decoder_is_stopped(campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_START", "import sys, time; sys.stdin.read(); time.sleep(600)")
    report = run_apart(task(tmp_path, campaign), seconds=0.5)
    assert [finding.rule_id for finding in report.findings] == ["attachment/limit"]


@pytest.mark.parametrize(
    ("start", "rule", "word"),
    [
        ("import os; os._exit(139)", "failed", "139"),
        ("raise TypeError('x: y')", "failed", "TypeError"),
        ("raise MemoryError", "limit", "内存"),
    ],
)
def test_a_crash_becomes_a_finding(  # noqa: PLR0913, PLR0917 - a table of three columns and three fixtures
    start: str, rule: str, word: str, campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_START", "import sys; sys.stdin.buffer.read()\n" + start)
    report = run_apart(task(tmp_path, campaign))
    assert report.marks is None
    (finding,) = report.findings
    assert finding.rule_id == f"attachment/{rule}"
    assert word in finding.message


@pytest.mark.skipif(sys.platform == "win32", reason="no memory limit there")
def test_memory_is_limited(campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = apart._START.replace("import main; main()", "import _limit_memory; _limit_memory(); bytearray(2**36)")
    monkeypatch.setattr(apart, "_START", start)
    report = run_apart(task(tmp_path, campaign))
    assert [finding.rule_id for finding in report.findings] == ["attachment/limit"]


class Counting:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, file: Path, name: str, campaign: Campaign, out: Path) -> Checked[AttachmentResult | None]:
        self.calls += 1
        return mark_attachment(file, name, campaign, out, runner=run)


def test_the_cache_remembers_file_and_findings(campaign: Campaign, tmp_path: Path, cache: Cache) -> None:
    marker = Counting()
    lying = placed(tmp_path, "a.doc", pdf())
    first = cached_attachment(lying, "docs/files/a.doc", campaign, cache, marker=marker)
    again = cached_attachment(lying, "docs/files/a.doc", campaign, cache, marker=marker)
    elsewhere = cached_attachment(lying, "docs/files/b.doc", campaign, cache, marker=marker)
    assert marker.calls == 1
    assert again == first
    assert elsewhere.value == first.value
    assert [finding.path for finding in elsewhere.findings] == ["docs/files/b.doc"]
    assert first.value is not None
    assert first.value.file.is_file()
    old = placed(tmp_path, "b.doc", SIGNATURE + bytes(600))
    for _ in range(2):
        checked = cached_attachment(old, "docs/files/b.doc", campaign, cache, marker=marker)
        assert [finding.rule_id for finding in checked.findings] == ["attachment/old-format"]
    assert marker.calls == 2


def test_the_cache_asks_again_when_content_mark_or_entry_changed(
    campaign: Campaign, tmp_path: Path, cache: Cache
) -> None:
    marker = Counting()
    file = placed(tmp_path, "a.pdf", pdf())
    made = cached_attachment(file, "a.pdf", campaign, cache, marker=marker).value
    cached_attachment(file, "a.pdf", dataclasses.replace(campaign, recipe="0"), cache, marker=marker)
    assert marker.calls == 2
    assert made is not None
    made.file.unlink()
    renewed = cached_attachment(file, "a.pdf", campaign, cache, marker=marker).value
    assert marker.calls == 3
    assert renewed is not None
    assert renewed.file.is_file()


def test_a_passing_failure_is_not_remembered(campaign: Campaign, tmp_path: Path, cache: Cache) -> None:
    file = placed(tmp_path, "a.pdf", pdf())

    def failing(given: Path, name: str, campaign: Campaign, out: Path) -> Checked[AttachmentResult | None]:
        return mark_attachment(given, name, campaign, out, runner=lambda one: run_apart(one, seconds=1e-3))

    checked = cached_attachment(file, "a.pdf", campaign, cache, marker=failing)
    assert [finding.rule_id for finding in checked.findings] == ["attachment/limit"]
    assert cached_attachment(file, "a.pdf", campaign, cache, marker=Counting()).value is not None
