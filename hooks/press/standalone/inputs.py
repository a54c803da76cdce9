"""From what was written on the command line to files, and to the folder where each marked copy goes."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from press.content.ai_label import is_sidecar

OUT_FOLDER = "已加标识"
"""Made beside the input unless another folder is named."""

_NOT_CONTENT = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Input:
    """One file to mark, the folder its copy goes to, and how it is called in messages."""

    file: Path
    folder: Path
    shown: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """Files in the order given, each once; words that name nothing; folders that cannot be read."""

    files: tuple[Input, ...]
    missing: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


def find_inputs(words: Sequence[str], out: Path | None = None) -> Inputs:
    """Find the files meant.

    A word is a file, a folder (taken with everything below it) or a pattern with `*`, `?`, `[…]` or `**`: Windows
    shells leave those to the program. A name that exists is taken as it stands, brackets and all.

    Args:
        words: as written by the user.
        out: folder for the copies; None: `已加标识` beside each file or folder given.
    """
    files: dict[Path, Input] = {}
    missing: list[str] = []
    closed: list[str] = []
    for word in words:
        found = list(_matches(word))
        if not found:
            missing.append(word)
        for path in found:
            for one in _below(path, out, closed) if path.is_dir() else [_single(path, out)]:
                files.setdefault(one.file.resolve(), one)
    return Inputs(tuple(files.values()), tuple(missing), tuple(closed))


def _matches(word: str) -> Iterator[Path]:
    path = Path(word).expanduser()
    if os.path.lexists(path):
        yield path
    elif glob.has_magic(word):
        for name in sorted(glob.glob(str(path), recursive=True)):  # noqa: PTH207 - as written: absolute, relative, `..`
            if OUT_FOLDER not in Path(name).parts and not _is_clutter(Path(name).name):
                yield Path(name)


def _single(file: Path, out: Path | None) -> Input:
    return Input(file.absolute(), out or file.absolute().parent / OUT_FOLDER, str(file))


def _below(folder: Path, out: Path | None, closed: list[str]) -> Iterable[Input]:
    base = folder.resolve()
    # Beside the folder, under its name; a drive has no beside.
    target = out or (base.parent / OUT_FOLDER / base.name if base.name else base / OUT_FOLDER)
    walk = os.walk(folder, onerror=lambda error: closed.append(str(error.filename)))
    for place, folders, names in walk:
        folders[:] = sorted(name for name in folders if not _is_left_out(Path(place) / name, out))
        for name in sorted(names):
            if not _is_clutter(name):
                file = Path(place) / name
                yield Input(file.absolute(), target / Path(place).relative_to(folder), str(file))


def _is_left_out(folder: Path, out: Path | None) -> bool:
    return folder.name == OUT_FOLDER or folder.name.startswith(".") or (out is not None and folder.resolve() == out)


def _is_clutter(name: str) -> bool:
    """Whether a file is a system's or an editor's own (hidden, Word's lock file), or speaks of the file beside it."""
    return name.startswith((".", "~$")) or name.lower() in _NOT_CONTENT or is_sidecar(PurePath(name))
