"""Characters the print fonts cannot draw. Typst leaves an empty box in silence, so every text is asked beforehand."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from press.findings import Finding, Severity
from press.tools.font_tables import covered

TEXT_FONT = "NotoSansSC_400Regular.ttf"
_NEVER_DRAWN = frozenset("\n\r\t\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\u00ad")
_AROUND = 8


def glyph_findings(text: str, place: str, fonts: Path, path: str | None) -> tuple[Finding, ...]:
    """Return one ERROR for each character of `text` that the sheet's fonts lack.

    Args:
        text: plain text, any length.
        place: Chinese words for where it stands, e.g. 《流感怎么防》.
        fonts: folder of the print fonts.
        path: the file to name in the findings.
    """
    known = covered(fonts / TEXT_FONT)
    findings: dict[str, Finding] = {}
    for at, character in enumerate(text):
        if character in findings or character in _NEVER_DRAWN or ord(character) in known:
            continue
        around = text[max(0, at - _AROUND) : at + _AROUND].replace("\n", " ").strip()
        findings[character] = _finding(character, place, around, path)
    return tuple(findings.values())


def _finding(character: str, place: str, around: str, path: str | None) -> Finding:
    code = f"U+{ord(character):04X}"
    symbol = unicodedata.category(character) in {"So", "Sk", "Cn"} or ord(character) >= 0x1F000  # noqa: PLR2004 - emoji
    kind, hint = (
        ("表情或符号", "删掉它，或改用文字")
        if symbol
        else ("字", "换用通行的写法，或请技术人员补字体；为免印出空框，这张版面先不出")
    )
    message = f"{place}里的{kind}“{character}”（{code}，在“{around}”处）印刷字体里没有"
    return Finding("print/missing-glyph", Severity.ERROR, message, hint, path)
