"""Reading `overlays/print/formats.yml`: the border where sheet formats and colour profiles become values."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml
from PIL import ImageCms
from pydantic import ValidationError

from press.findings import Checked, Finding, Severity
from press.print.formats_schema import FormatIn, ProfileIn, fault_words
from press.print.safe_yaml import read_yaml
from press.print.sheet import Profile, SheetFormat, default_small, qr_ceiling

_MAX_BYTES = 200_000


def load_formats(file: Path, root: Path) -> Checked[tuple[SheetFormat, ...]]:
    """Read the sheet formats.

    Args:
        file: `overlays/print/formats.yml`; profiles lie in `icc/` beside it.
        root: project root, for paths in findings.

    Returns:
        The sound and enabled formats in the file's order. Every fault is an ERROR finding with its line; one faulty
        format leaves the others usable.
    """
    where = file.absolute().relative_to(root.absolute()).as_posix() if file.is_relative_to(root) else file.name
    reader = _Reader(where)
    data = reader.parse(file)
    profiles = reader.profiles(data.get("profiles"), file.parent / "icc")
    formats = reader.formats(data.get("formats"), profiles)
    return Checked(formats, tuple(reader.findings))


LEAFLETS = ("all", "boards", "none")
"""For which articles leaflets are made: every one, those that stand on a board, or none."""


def load_leaflets(file: Path, root: Path) -> Checked[str]:
    """Return which articles get leaflets, one of `LEAFLETS`; a value that is none of them is a finding."""
    where = file.absolute().relative_to(root.absolute()).as_posix() if file.is_relative_to(root) else file.name
    reader = _Reader(where)
    chosen = reader.parse(file).get("leaflets", LEAFLETS[0])
    if chosen in LEAFLETS:
        return Checked(str(chosen))
    message = f"“leaflets”写的是“{chosen}”，只能写 {'、'.join(LEAFLETS)} 之一"
    return Checked(LEAFLETS[0], (Finding("print/format-invalid", Severity.ERROR, message, "改成 all", where),))


class _Reader:
    """Collects findings while one file is read."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.findings: list[Finding] = []
        self._tree: yaml.Node | None = None

    def parse(self, file: Path) -> Mapping[str, object]:
        try:
            if file.stat().st_size > _MAX_BYTES:
                return self._unread("大得不正常", "检查是否放错了文件")
            text = file.read_bytes().decode("utf-8-sig")
            self._tree, data = read_yaml(text)
        except UnicodeDecodeError:
            return self._unread("不是 UTF-8 编码", "用记事本打开，另存为 UTF-8 编码")
        except OSError as error:
            return self._unread(f"读不到（{error.strerror}）", "恢复 overlays/print/formats.yml")
        except (yaml.YAMLError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            problem = str(getattr(error, "problem", None) or error).splitlines()[0]
            line = None if mark is None else mark.line + 1
            return self._unread(f"读不懂：{problem}", "检查缩进和冒号后的空格", line)
        if not isinstance(data, dict):
            return self._unread("里没有内容", "至少写 profiles 和 formats 两段")
        return data

    def _unread(self, message: str, hint: str, line: int | None = None) -> Mapping[str, object]:
        self._add("print/formats-unreadable", f"印刷规格文件{message}", hint, line)
        return {}

    def profiles(self, given: object, folder: Path) -> dict[str, Profile]:
        if not isinstance(given, dict):
            self._add("print/formats-unreadable", "缺少 profiles 一段", "照原文件写上颜色配置文件", None)
            return {}
        found: dict[str, Profile] = {}
        for name, entry in given.items():
            try:
                checked = ProfileIn.model_validate(entry)
            except ValidationError as error:
                self._explain(error, ("profiles", str(name)))
                continue
            profile = Profile(
                str(name), (folder / checked.file).absolute(), checked.condition, checked.title, checked.ink_limit
            )
            fault = profile_fault(profile.file)
            if fault is None:
                found[str(name)] = profile
            else:
                rule, message, hint = fault
                line = self._line(("profiles", str(name), "file"))
                self._add(rule, f"颜色配置文件“{checked.file}”{message}", hint, line)
        return found

    def formats(self, given: object, profiles: Mapping[str, Profile]) -> tuple[SheetFormat, ...]:
        if not isinstance(given, list):
            if self._tree is not None:
                self._add("print/formats-unreadable", "缺少 formats 一段", "照原文件写上要印的规格", None)
            return ()
        found: dict[str, SheetFormat] = {}
        for index, entry in enumerate(given):
            place = ("formats", index)
            try:
                checked = FormatIn.model_validate(entry)
            except ValidationError as error:
                self._explain(error, place)
                continue
            if checked.id in found:
                self._add("print/format-duplicate", f"有两个规格的 id 都是“{checked.id}”", "给其中一个换个 id",
                          self._line((*place, "id")))  # fmt: skip
                continue
            sheet = self._format(checked, profiles, place)
            if sheet is not None and checked.enabled:
                found[checked.id] = sheet
        return tuple(found.values())

    def _format(
        self, given: FormatIn, profiles: Mapping[str, Profile], place: Sequence[str | int]
    ) -> SheetFormat | None:
        profile = profiles.get(given.profile)
        if profile is None:
            near = difflib.get_close_matches(given.profile, profiles, n=1)
            hint = f"是不是 {near[0]}？" if near else "在 profiles 里写上这个配置文件，或改用 " + "、".join(profiles)
            message = f"规格“{given.name}”要用的颜色配置“{given.profile}”没有或不能用"
            self._add("print/profile-unknown", message, hint, self._line((*place, "profile")))
            return None
        sheet = SheetFormat(
            id=given.id, name=given.name, trim=given.trim, bleed=given.bleed, safe=given.safe, margin=given.margin,
            columns=given.columns, gutter=given.gutter, sides=given.sides, body=given.body,
            small=given.small if given.small is not None else default_small(given.body[0]), viewing=given.viewing,
            ppi=given.ppi, profile=profile, folds=tuple(given.folds), hang=given.hang, stock=given.stock,
            below=given.below,
        )  # fmt: skip
        ceiling = qr_ceiling(sheet)
        if ceiling is not None and ceiling < given.margin + 2 * given.viewing / 10:
            message = f"规格“{given.name}”挂得太高（下边离地 {given.hang:g} 毫米），二维码够不着"
            self._add("print/format-too-high", message, "把 hang 改小，二维码要在离地 1500 毫米以内",
                      self._line((*place, "hang")))  # fmt: skip
            return None
        return sheet

    def _explain(self, error: ValidationError, place: Sequence[str | int]) -> None:
        for fault in error.errors(include_url=False):
            message, hint = fault_words(fault)
            rule = "print/unknown-key" if fault["type"] == "extra_forbidden" else "print/format-invalid"
            name = self._name(place)
            self._add(rule, f"{name}{message}", hint, self._line((*place, *fault["loc"])))

    def _name(self, place: Sequence[str | int]) -> str:
        if place[0] == "profiles":
            return f"颜色配置“{place[1]}”的"
        node = _child(_child(self._tree, "formats"), place[1])
        named = _child(node, "name") or _child(node, "id")
        return f"规格“{named.value}”的" if isinstance(named, yaml.ScalarNode) else f"第 {int(place[1]) + 1} 个规格的"

    def _line(self, place: Sequence[str | int]) -> int | None:
        node: yaml.Node | None = self._tree
        line: int | None = None
        for key in place:
            found = _child(node, key)
            if found is None:
                break
            node, line = found, found.start_mark.line + 1
        return line

    def _add(self, rule: str, message: str, hint: str, line: int | None) -> None:
        self.findings.append(Finding(rule, Severity.ERROR, message, hint, self.where, line))


def profile_fault(file: Path) -> tuple[str, str, str] | None:
    """Return rule id, message and hint when an ICC file cannot serve as a CMYK output profile; None when it can."""
    try:
        with file.open("rb") as stream:
            profile = ImageCms.ImageCmsProfile(stream)
    except FileNotFoundError:
        return "print/profile-missing", "找不到", "把文件放进 overlays/print/icc/"
    except (OSError, ImageCms.PyCMSError):
        return "print/profile-unreadable", "打不开，可能已损坏", "向印厂重新要一份 ICC 文件"
    space = str(profile.profile.xcolor_space).strip()
    if space != "CMYK":
        return "print/profile-not-cmyk", f"是 {space} 颜色，不是印刷用的 CMYK", "向印厂要 CMYK 的 ICC 文件"
    if str(profile.profile.device_class).strip() != "prtr":
        return "print/profile-not-cmyk", "不是输出设备（印刷机）的配置文件", "向印厂要印刷机的 ICC 文件"
    return None


def _child(node: yaml.Node | None, key: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == str(key)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        found: yaml.Node = node.value[key]
        return found
    return None
