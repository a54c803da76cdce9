"""What was read comes back from its pickle as it was."""

from __future__ import annotations

import pickle
from pathlib import Path, PurePosixPath

from press.content.manuscripts import read_manuscript
from press.content.remarks import Remarks

TEXT = """---
title: 泡脚
date: 2026-11-03
slug: pao-jiao
authors: [li-ming]
sources:
  - 《中国公民中医养生保健素养》
typo: 甲
---
![](a.png)

正文
"""


def test_a_manuscript_comes_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.md").write_text(TEXT, "utf-8")
    read = read_manuscript(tmp_path, PurePosixPath("articles/a.md"), Remarks("docs/articles/a.md"))
    assert read is not None
    assert read.shown
    assert read.remarks.noted
    back = pickle.loads(pickle.dumps(read, pickle.HIGHEST_PROTOCOL))  # noqa: S301 - our own
    assert back == read
    assert back.line("title") == 2
