"""Reading the rule files of the product and the levels a county has set."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from press.content.decode import read_text
from press.content.front_matter import read_entries
from press.content.remarks import Remarks
from press.content.yaml_tree import Fault, Items, Node, Scalar, Table, parse_tree
from press.findings import Checked, Finding, Severity
from press.rules.checks.kinds import KINDS
from press.rules.context import Guard
from press.rules.language import Language
from press.rules.rule import Rule, Scope
from press.rules.schema import LEVELS, GuardData, RuleData, line_of, placeholders, plain

_SECTIONS: Final = ("terms", "guards", "rules")
_SHOW_HOW: Final = "照 overlays/rules/README.md 里的写法改；没有改过这个文件的话，请重新下载"


@dataclass(slots=True)
class _Shelf:
    """Everything the files hold, before the rules are made."""

    terms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    guards: dict[str, tuple[Node, str]] = field(default_factory=dict)
    rules: list[tuple[Node, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def fault(self, rule: str, message: str, path: str, line: int | None, hint: str = _SHOW_HOW) -> None:
        self.findings.append(Finding(f"rules/{rule}", Severity.ERROR, message, hint, path, line))


def load_rules(
    folder: Path, county_file: Path | None, root: Path, *, trusted: bool = False
) -> Checked[tuple[Rule, ...]]:
    """Read all rules of a folder and set the levels a county wants.

    Args:
        folder: `overlays/rules`; every `*.yml` in it is read, in the order of names.
        county_file: `docs/rules.yml` with lines `rule id: 关闭|提示|警告|错误`; None or absent: the rules' own levels.
        root: project root, for the paths in findings.
        trusted: whether these very files were loaded before without a finding.

    Returns:
        The rules in the order of files, those switched off with `level=None`. A faulty rule is left out with an ERROR.
    """
    shelf = _Shelf()
    for file in sorted(folder.glob("*.yml")):
        _read_file(file, _name(file, root), shelf)
    language = Language(shelf.terms, dict(_guards(shelf, trusted)), trusted)
    rules: dict[str, Rule] = {}
    for node, path in shelf.rules:
        rule = _rule(node, path, language, shelf)
        if rule is None:
            continue
        if rule.id in rules:
            shelf.fault("duplicate", f"规则 {rule.id} 写了两次，只用了第一次的", path, node.line, "删掉一个")
            continue
        rules[rule.id] = rule
    if county_file is not None and county_file.is_file():
        _set_levels(rules, county_file, _name(county_file, root), shelf)
    return Checked(tuple(rules.values()), tuple(shelf.findings))


def _name(file: Path, root: Path) -> str:
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name


def _read_file(file: Path, path: str, shelf: _Shelf) -> None:
    decoded = read_text(file, path)
    shelf.findings += [finding for finding in decoded.findings if finding.severity is Severity.ERROR]
    if decoded.value is None:
        return
    tree = parse_tree(decoded.value)
    if tree is None:
        return
    if isinstance(tree, Fault):
        shelf.fault("bad-file", f"规则文件读不懂：{tree.message}", path, tree.line)
        return
    if not isinstance(tree, Table):
        shelf.fault("bad-file", f"规则文件最外层要写 {'、'.join(_SECTIONS)}", path, tree.line)
        return
    for key, value in tree.entries:
        if key.text == "rules" and isinstance(value, Items):
            shelf.rules += [(item, path) for item in value.items]
        elif key.text == "guards" and isinstance(value, Table):
            shelf.guards |= {name.text: (node, path) for name, node in value.entries}
        elif key.text == "terms" and isinstance(value, Table):
            shelf.terms |= {name.text: _texts(node) for name, node in value.entries}
        else:
            shelf.fault("bad-file", f"“{key.text[:40]}”不是 {'、'.join(_SECTIONS)} 之一，或者写法不对", path, key.line)


def _texts(node: Node) -> tuple[str, ...]:
    if isinstance(node, Items):
        return tuple(item.text for item in node.items if isinstance(item, Scalar))
    return (node.text,) if isinstance(node, Scalar) else ()


def _guards(shelf: _Shelf, trusted: bool) -> Iterator[tuple[str, Guard]]:  # noqa: FBT001 - handed on
    words = Language(shelf.terms, trusted=trusted)
    for name, (node, path) in shelf.guards.items():
        try:
            data = GuardData.model_validate(plain(node))
            guard = Guard(
                before=words.compile_any(data.before),
                after=words.compile_any(data.after),
                above=words.compile_any(data.above),
                mention=data.mention,
                reference=data.reference,
            )
        except ValidationError as error:
            _tell(error, f"放行条件 {name}", node, path, shelf)
        except ValueError as error:
            shelf.fault("bad-rule", f"放行条件 {name}：{error}", path, node.line)
        else:
            yield name, guard


def _rule(node: Node, path: str, language: Language, shelf: _Shelf) -> Rule | None:
    written = plain(node)
    label = f"规则 {written.get('id', '（没有 id）')}" if isinstance(written, dict) else "规则"
    try:
        data = RuleData.model_validate(written)
        return _made(data, language)
    except ValidationError as error:
        _tell(error, label, node, path, shelf)
    except ValueError as error:
        shelf.fault("bad-rule", f"{label}：{error}", path, node.line)
    return None


def _made(data: RuleData, language: Language) -> Rule:
    """Make a rule of checked data.

    Raises:
        ValueError: the kind is unknown, its parameters are wrong (ValidationError), or a placeholder is not known.
    """
    kind = KINDS.get(data.kind)
    if kind is None:
        raise ValueError(f"没有“{data.kind}”这种检查{_meant(data.kind, KINDS)}")
    unknown = (placeholders(data.message) | placeholders(data.hint)) - kind.values - {"count"}
    if unknown:
        raise ValueError(
            f"占位的名字 {{{'、'.join(sorted(unknown))}}} 用不了（可用：{'、'.join(sorted(kind.values))}）"
        )
    try:
        params = kind.params.model_validate(data.params)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ValueError(f"params 的 {place} 不对：{first['msg']}") from error
    check = kind.make(params, language)
    scope = Scope(data.scope.kinds, data.scope.parts, data.scope.per)
    return Rule(data.id, data.kind, data.level, data.message, data.hint, data.source_of_law, scope, check)


def _tell(error: ValidationError, label: str, node: Node, path: str, shelf: _Shelf) -> None:
    for fault in error.errors(include_url=False):
        place = ".".join(map(str, fault["loc"]))
        shelf.fault("bad-rule", f"{label} 的 {place} 不对：{fault['msg']}", path, line_of(node, fault["loc"]))


def _meant(written: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(written, list(known), n=1, cutoff=0.5)
    return f"，您是不是想写 {close[0]}？" if close else ""


def _set_levels(rules: dict[str, Rule], file: Path, path: str, shelf: _Shelf) -> None:
    decoded = read_text(file, path)
    shelf.findings += decoded.findings
    if decoded.value is None:
        return
    remarks = Remarks(path)
    for entry in read_entries(decoded.value.split("\n"), 1, remarks):
        rule = rules.get(entry.key)
        level = entry.value.text.strip() if isinstance(entry.value, Scalar) else ""
        if rule is None:
            hint = f"规则的名字照报告里方括号中的抄{_meant(entry.key, rules)}"
            shelf.fault("unknown-rule", f"没有“{entry.key[:60]}”这条规则", path, entry.line, hint)
        elif level not in LEVELS:
            message = f"{entry.key} 的程度写的是“{level[:20]}”，没有改动这条规则"
            shelf.fault("bad-level", message, path, entry.line, f"写 {'、'.join(LEVELS)}")
        else:
            rules[entry.key] = replace(rule, level=LEVELS[level])
    shelf.findings += remarks.noted
