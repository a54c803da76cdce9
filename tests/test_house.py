"""The house keeps its own rules: which way imports point, what may lie where, what the locks promise."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
HOOKS = ROOT / "hooks"
LOCKS = ("requirements.lock", "requirements-test.lock")

ENGINES = {"mkdocs", "properdocs", "material", "zensical"}
KNOWS_THE_ENGINE = {"console/engine.py"}
"""Besides the hooks themselves, `hooks/*.py`."""

ROOMS = (
    {"errors", "expressions", "findings", "forked", "heap", "interpreter", "memory", "progress", "sources"},
    {"publish"},
    {"model"},
    {"settings"},
    {"content"},
    {"cache"},
    {"tools"},
    {"campaign"},
    {"imaging"},
    {"video"},
    {"stamp"},
    {"films"},
    {"attachments"},
    {"standalone"},
    {"markup"},
    {"search"},
    {"rules"},
    {"calendar"},
    {"bulletin"},
    {"site"},
    {"print"},
    {"edition"},
    {"check"},
    {"report"},
    {"build"},
)
"""In the order in which they may import: a room sees those above it."""

PLAIN_DATA = {"press/site/views.py"}
"""Nothing but documented fields: may be longer than a module with logic in it."""

BEFORE_THE_ENVIRONMENT = {
    "build.py",
    *(
        f"hooks/console/{name}.py"
        for name in ("bootstrap", "arguments", "environment", "installer", "pip_client", "filelock", "speech")
    ),
}


def sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def module_name(path: Path) -> str:
    parts = path.relative_to(HOOKS).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sources(HOOKS)}


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the full name of every module a file imports, wherever the import stands, and its line."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                yield (inner if inner in MODULES else str(node.module)), node.lineno


def room_order(module: str) -> int | None:
    parts = module.split(".")
    if parts[0] != "press" or len(parts) == 1:
        return None
    places = [place for place, names in enumerate(ROOMS) if parts[1] in names]
    assert places, f"{module} is in a room that the order does not name"
    return places[0]


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("press")])
def test_the_core_imports_upwards_only_and_no_engine(name: str) -> None:
    own = room_order(name)
    for target, line in imported(MODULES[name]):
        where = f"{MODULES[name].relative_to(ROOT)}:{line} imports {target}"
        assert target.split(".")[0] not in ENGINES | {"console"}, where
        other = room_order(target)
        if own is not None and other is not None:
            assert other <= own, f"{where}, which comes later"


def test_only_the_hooks_and_one_module_know_the_engine() -> None:
    for path in sources(HOOKS):
        inside = path.relative_to(HOOKS).as_posix()
        if "/" in inside and inside not in KNOWS_THE_ENGINE:
            assert not [target for target, _ in imported(path) if target.split(".")[0] in ENGINES], inside


def test_no_import_cycles() -> None:
    arrows = {
        name: {target for target, _ in imported(path) if target in MODULES and target != name}
        for name, path in MODULES.items()
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for target in sorted(arrows[name]):
                visit(target, (*trail, name))
            done.add(name)

    for name in arrows:
        visit(name, ())


def test_modules_are_named_after_their_subject() -> None:
    for path in [*sources(HOOKS), *sources(ROOT / "tests")]:
        for part in path.relative_to(ROOT).with_suffix("").parts:
            assert not re.fullmatch(r"utils?|helpers?|common|misc|shared", part), path


def test_modules_stay_readable() -> None:
    lengths = {path.relative_to(HOOKS).as_posix(): len(path.read_text("utf-8").splitlines()) for path in sources(HOOKS)}
    assert {name for name, lines in lengths.items() if lines > 300} <= PLAIN_DATA


def test_overlays_are_data() -> None:
    assert not sources(ROOT / "overlays")


def test_the_engine_copies_only_the_theme() -> None:
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert yaml.safe_load(text)["theme"]["custom_dir"] == "overlays/theme"


@pytest.mark.parametrize("name", sorted(BEFORE_THE_ENVIRONMENT))
def test_the_bootstrap_needs_the_standard_library_alone(name: str) -> None:
    allowed = sys.stdlib_module_names | {"console", "press"}
    for target, line in imported(ROOT / name):
        assert target.split(".")[0] in allowed, f"{name}:{line}"
        if target in MODULES and target != "console.__main__":
            inside = MODULES[target].relative_to(ROOT).as_posix()
            assert inside in BEFORE_THE_ENVIRONMENT | {"hooks/press/errors.py"}, f"{name}:{line}"


@pytest.mark.parametrize("old", [(3, 4), (3, 6)])
def test_build_py_parses_on_an_old_python(old: tuple[int, int]) -> None:
    source = (ROOT / "build.py").read_text("utf-8")
    tree = ast.parse(source, feature_version=old)
    modern = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.FunctionDef, ast.AsyncFunctionDef, ast.Match)
    assert not [node for node in ast.walk(tree) if isinstance(node, modern)]
    assert source.startswith("# -*- coding: utf-8 -*-\n"), "Python 2 refuses Chinese without it"
    assert "from __future__" not in source


TEXT = {".py", ".yml", ".md", ".html", ".typ", ".css", ".js", ".json", ".toml", ".lock", ""}


def text_files() -> Iterator[Path]:
    for folder in (HOOKS, ROOT / "overlays", ROOT / "tests", ROOT / ".ci", ROOT / "docs"):
        files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        yield from (path for path in files if path.suffix in TEXT)
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.suffix in TEXT - {""})


def test_no_place_of_one_machine_is_written_anywhere() -> None:
    place = re.compile(rb"(?<![\w.])/(?:work|home|root|Users|opt/pypi)/|[A-Z]:\\\\Users")
    for path in text_files():
        found = place.search(path.read_bytes())
        if path != Path(__file__).resolve():
            assert not found, f"{path}: {found}"


def entries(lock: str) -> dict[str, str]:
    """Return every pinned package of a lock with the lines that belong to it."""
    blocks = re.split(r"^(?=[A-Za-z0-9])", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)
    return {block.split("\\")[0].strip(): block for block in blocks if block.strip() and not block.startswith("#")}


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_index_and_hash_everything(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--?(?:i|f|index-url|extra-index-url|find-links|trusted-host)\b", text, re.MULTILINE)
    found = entries(lock)
    assert len(found) > 20
    for name, block in found.items():
        assert re.match(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+!]*(?: ; .+)?$", name), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", block), name


def test_the_test_lock_holds_the_run_lock() -> None:
    run, test = (entries(lock) for lock in LOCKS)
    assert run.keys() <= test.keys()
    assert len(test) > len(run)
    assert [name for name in run if run[name] != test[name]] == []


REASON = re.compile(r"(?:\s-{1,2}\s|\s#\s)\S")


def test_what_is_silenced_says_why() -> None:
    for path in (ROOT / "build.py", *sources(HOOKS), *sources(ROOT / "tests")):
        for line, text in enumerate(path.read_text("utf-8").splitlines(), 1):
            found = re.search(r"# (?:ruff: )?(?:noqa|type: ignore)(.*)", text)
            if found and path != Path(__file__):
                assert REASON.search(found[1]), f"{path.relative_to(ROOT)}:{line} gives no reason"
