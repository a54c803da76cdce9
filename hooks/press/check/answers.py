"""What is seen in files: remembered by their bytes, looked at only where that is not known yet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.metadata import version

from press.check import faults
from press.check.desk import Desk
from press.check.faults import Fault
from press.check.inventory import SiteFile
from press.check.memory import CHECK_VERSION
from press.check.page_facts import FirstThing, PageFacts
from press.check.product import Product
from press.check.selectors import Element
from press.check.sighting import Sighting
from press.check.tasks import Task
from press.check.verdict import Verdict
from press.check.wire import VERDICT
from press.errors import MediaError, UnreadableMediaError

_LIBRARIES = ("pillow", "pillow_heif", "pypdfium2", "imageio-ffmpeg", "typst", "lxml", "zxing-cpp", "numpy")

_SHAPES = (Verdict, Fault, Sighting, PageFacts, FirstThing, Element)


@dataclass(frozen=True, slots=True)
class Question:
    """What `kind` of thing is a file asked about?"""

    file: SiteFile
    kind: str


def answers_to(
    desk: Desk, title: str, questions: Sequence[Question], run: Callable[[Task], str] | None = None
) -> list[str]:
    """Return what was seen in files, as JSON; files of the same bytes are looked at once.

    Args:
        desk: the check.
        title: of the stage, in Chinese.
        questions: about which files, and what.
        run: looks at one file; None: as the check does.
    """
    base = _base(desk)
    keys = [f"{base} {one.kind} {one.file.digest}" for one in questions]
    known = desk.memory.answers(list(dict.fromkeys(keys)))
    unknown = {key: one for key, one in zip(keys, questions, strict=True) if key not in known}
    look = run or desk.run

    def ask(key: str) -> tuple[str, bool]:
        one = unknown[key]
        try:
            return look(Task(one.kind, desk.site / one.file.path)).strip(), True
        except (MediaError, UnreadableMediaError) as error:
            # A worker that died or hung: not remembered, the machine may just have been busy.
            return VERDICT.dump_json(Verdict((faults.unreadable(error),))).decode(), False

    def keep(key: str, answer: tuple[str, bool]) -> None:
        known[key], sure = answer
        if sure:
            desk.memory.keep_answer(key, known[key])
            if unknown[key].kind != Product.PAGE:
                desk.memory.flush()  # a film takes seconds: what was seen stays, whatever happens to this check

    desk.each(title, list(unknown), ask, keep=keep)
    desk.used.update(keys)
    return [known[key] for key in keys]


def _base(desk: Desk) -> str:
    """Return what decides an answer besides the file: this program, the marks looked for, the libraries."""
    recipes = " ".join(campaign.recipe for campaign in desk.campaigns)
    return hashlib.sha256(f"check{CHECK_VERSION} {recipes} {_versions()}".encode()).hexdigest()[:32]


@cache
def _versions() -> str:
    """Return the libraries' versions, and the shape of the answers themselves."""
    shape = [[(one.name, str(one.type)) for one in fields(kind)] for kind in _SHAPES]
    return " ".join([*(version(name) for name in _LIBRARIES), hashlib.sha256(repr(shape).encode()).hexdigest()[:16]])
