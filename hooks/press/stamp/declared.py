"""What a text beside a file declares of its AI label, with a finding where that cannot be understood."""

from __future__ import annotations

from pathlib import Path

from press.content.ai_label import EXAMPLE, SIDECAR, beside_file
from press.findings import Checked, Finding, Severity
from press.model import AiLabel


def declared_label(file: Path, shown: str) -> Checked[AiLabel | None]:
    """Return where the text beside a file says that its AI label stands.

    Args:
        file: a picture or film.
        shown: its name in findings.
    """
    try:
        return Checked(beside_file(file))
    except (ValueError, OSError):
        message = "看不出这个文件说的“AI生成”标签在画面的什么地方，活动标识可能会盖住它"
        return Checked(None, (Finding("stamp/ai-label", Severity.WARNING, message, EXAMPLE, shown + SIDECAR),))
