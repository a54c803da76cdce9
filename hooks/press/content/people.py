"""`docs/doctors.yml` and `docs/county.yml`, and finding the doctor a document names."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from press.content.decode import read_text
from press.content.fields import fold
from press.content.front_matter import Entry, read_entries
from press.content.keys import canonical, sort_entries
from press.content.manuscripts import Manuscript
from press.content.remarks import Remarks
from press.content.schema import Common, CountyFields, DoctorFields
from press.content.slugs import is_slug, make_slug
from press.content.validate import validate
from press.content.yaml_tree import Items, Node, Scalar, Table
from press.findings import Checked
from press.model import County, Doctor, Kind

_WRAPPERS = frozenset(("doctors", "医师", "医生", "名单"))
_REMARK = re.compile(r"\([^()]*\)$")
_HOW = "写成“编号:”一行，下面缩进写 姓名、职称、单位、科室"


@dataclass(frozen=True)
class Directory:
    """The doctors that may be named."""

    doctors: Mapping[str, Doctor]

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        """Ids by the doctor's name."""
        found = defaultdict(list)
        for doctor in self.doctors.values():
            found[_name(doctor.name)].append(doctor.id)
        return dict(found)

    @cached_property
    def by_bare_name(self) -> dict[str, list[str]]:
        """Ids by the name without a remark in brackets at its end, as in 李明（返聘）."""
        found = defaultdict(list)
        for name, ids in self.by_name.items():
            found[_REMARK.sub("", name)].extend(ids)
        return dict(found)

    def find(self, written: str) -> list[str]:
        """Ids of the doctors a text may mean: none, one, or (for a name that several bear) more."""
        if written in self.doctors:
            return [written]
        name = _name(written)
        return self.by_name.get(name) or self.by_bare_name.get(name, [])

    def close(self, written: str) -> list[str]:
        """Names and ids that look like `written`."""
        close = difflib.get_close_matches(written, [*self.by_name, *self.doctors], n=3, cutoff=0.5)
        return [one if one in self.doctors else self.doctors[self.by_name[one][0]].name for one in close]

    def author(self, written: str, asker: Manuscript[Common], field: str) -> str | None:
        """The id of a doctor who must be defined; None with an ERROR on the asker's pad otherwise."""
        found = self.find(written)
        if len(found) == 1:
            return found[0]
        remarks, line = asker.remarks, asker.line(field, written)
        if found:
            self._ambiguous(written, found, remarks, line)
            return None
        close = self.close(written)
        hint = f"您是不是想写“{'”“'.join(close)}”？没有的话，" if close else ""
        remarks.error(
            "unknown-doctor",
            f"docs/doctors.yml 里没有“{written}”这位医师，署名没有显示",
            f"{hint}在 docs/doctors.yml 里加上这位医师，{_HOW}",
            line,
        )
        return None

    def person(self, written: str | None, asker: Manuscript[Common], field: str) -> str | None:
        """The id of a doctor if one is meant, else the name as written."""
        if written is None:
            return None
        found = self.find(written)
        if len(found) > 1:
            self._ambiguous(written, found, asker.remarks, asker.line(field))
        return found[0] if len(found) == 1 else written

    @staticmethod
    def _ambiguous(written: str, found: list[str], remarks: Remarks, line: int | None) -> None:
        remarks.error(
            "ambiguous-doctor",
            f"有 {len(found)} 位医师叫“{written}”，不知道是哪一位",
            f"改写编号：{'、'.join(found)}",
            line,
        )


def _name(written: str) -> str:
    return "".join(fold(written).split())


def load_doctors(file: Path, name: str) -> Checked[dict[str, Doctor]]:
    """Read `doctors.yml`: a mapping from id to fields, or a list of entries with 编号 and 姓名."""
    remarks = Remarks(name)
    doctors: dict[str, Doctor] = {}
    for written_id, fields, line in _doctor_entries(_yaml_entries(file, name, remarks), remarks):
        if not fields.name:
            remarks.error("bad-doctor", f"“{written_id or '这位医师'}”没有写姓名，没有收入", _HOW, line)
            continue
        doctor_id = _doctor_id(written_id or fields.id, fields.name, remarks, line)
        if doctor_id in doctors:
            message = f"编号 {doctor_id} 已经是“{doctors[doctor_id].name}”的，“{fields.name}”没有收入"
            remarks.error("duplicate-doctor", message, "每位医师用不同的编号", line)
            continue
        doctors[doctor_id] = Doctor(
            id=doctor_id,
            name=fields.name,
            title=fields.title or "",
            institution=fields.institution or "",
            department=fields.department or "",
            example=fields.example,
        )
    return Checked(doctors, tuple(remarks.noted))


def _doctor_entries(entries: tuple[Entry, ...], remarks: Remarks) -> Iterator[tuple[str | None, DoctorFields, int]]:
    for entry in entries:
        if canonical(entry.key) in _WRAPPERS and not isinstance(entry.value, Scalar):
            yield from _wrapped(entry.value, remarks)
        elif isinstance(entry.value, Scalar):
            yield entry.key, _doctor(entry.value, remarks), entry.line
        else:
            yield entry.key, _doctor(entry.value, remarks), entry.line


def _wrapped(node: Node, remarks: Remarks) -> Iterator[tuple[str | None, DoctorFields, int]]:
    if isinstance(node, Items):
        for item in node.items:
            yield None, _doctor(item, remarks), item.line
    elif isinstance(node, Table):
        yield from _doctor_entries(tuple(Entry(key.text, key.line, value) for key, value in node.entries), remarks)


def _doctor(node: Node, remarks: Remarks) -> DoctorFields:
    if isinstance(node, Table):
        entries = tuple(Entry(key.text, key.line, value) for key, value in node.entries)
    else:
        entries = (Entry("name", node.line, node),)
    return validate(DoctorFields, sort_entries(DoctorFields, entries, remarks), remarks)


def _doctor_id(written: str | None, name: str, remarks: Remarks, line: int) -> str:
    if written is None:
        doctor_id = make_slug(name, Kind.PLAIN, PurePosixPath(name))
        remarks.warning("bad-doctor-id", f"“{name}”没有编号，暂用 {doctor_id}", f"写上 编号: {doctor_id}", line)
        return doctor_id
    if is_slug(written):
        return written
    doctor_id = make_slug(written, Kind.PLAIN, PurePosixPath(name))
    message = f"编号“{written[:70]}”不能用（只能有小写字母、数字和 -），改用了 {doctor_id}"
    remarks.warning("bad-doctor-id", message, f"改成 {doctor_id}", line)
    return doctor_id


def load_county(file: Path, name: str) -> Checked[County]:
    """Read `county.yml`; what is not given stays empty."""
    remarks = Remarks(name)
    entries = sort_entries(CountyFields, _yaml_entries(file, name, remarks), remarks)
    fields = validate(CountyFields, entries, remarks)
    given = {key: value for key, value in fields.model_dump().items() if value is not None}
    return Checked(County(**given), tuple(remarks.noted))


def _yaml_entries(file: Path, name: str, remarks: Remarks) -> tuple[Entry, ...]:
    """The entries of a YAML file; a list at its top counts as wrapped."""
    decoded = read_text(file, name)
    remarks.extend(decoded.findings)
    if decoded.value is None:
        return ()
    lines = decoded.value.split("\n")
    content = [line for line in lines if line.strip() and not line.startswith(("#", "---"))]
    if content and content[0].startswith("-"):
        first = lines.index(content[0])
        lines = [*lines[:first], *(f"  {line}" for line in lines[first:])]
        lines = ["doctors:", *lines]
        return read_entries(lines, 0, remarks)
    return read_entries(lines, 1, remarks)
