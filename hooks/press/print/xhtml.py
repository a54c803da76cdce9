"""A document's HTML made ready for typesetting: well-formed, without active content, its pictures and faults listed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree, html

from press.findings import Finding, Severity

_DROPPED = ("script", "style", "iframe", "video", "audio", "object", "embed", "form", "button", "input", "template",
            "svg", "math", "link", "meta", "noscript", "select", "textarea")  # fmt: skip
_SCREEN_ONLY = frozenset({"footnote-backref", "headerlink"})
_KEPT_ATTRIBUTES = frozenset(
    {"id", "class", "href", "src", "alt", "title", "style", "align", "start", "colspan", "rowspan"}
)
_HAN = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U000323af]"
_BREAK_IN_HAN = re.compile(f"(?<={_HAN})[ \\t]*\\r?\\n[ \\t]*(?={_HAN})")
_BLANKS = re.compile(r"[ \t\r\n]+")
_WITHOUT_TEXT = frozenset({"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"})
_BULKY = ("img", "table", "blockquote", "pre")
_BLOCKS = ("p", "li", "tr", "h2", "h3", "h4", "h5", "dt", "dd", "pre")
_LONG_RUN = re.compile(r"[!-~\u00a1-\u02ff]{30,}")
"""Latin letters, digits and signs without any place to break: at 10 pt wider than a narrow column."""
_LONGEST_WORD = 60
_BREAK = "\u200b"
_NARROWEST_CELL_EM = 3
_FIRST_SQUARE = 0x2E80


@dataclass(frozen=True, slots=True)
class Fragment:
    """XML text with one `root`, the addresses of its pictures in order, its plain text, its widest table's columns.

    blocks  how many paragraphs, headings, points and rows it has
    """

    xml: str
    pictures: tuple[str, ...]
    text: str
    table_columns: int = 0
    blocks: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """A fragment and what was found in it."""

    fragment: Fragment
    findings: tuple[Finding, ...]


def read_fragment(markup: str, place: str, path: str | None) -> Read:
    """Make a fragment of HTML well-formed.

    Args:
        markup: HTML as Python-Markdown writes it; void tags and named entities are fine.
        place: Chinese words for where it stands.
        path: the file to name in findings.
    """
    root = html.fragment_fromstring(markup, create_parent="root")
    for anchor in list(root.iter("a")):
        if _SCREEN_ONLY & set(str(anchor.get("class") or "").split()):
            anchor.drop_tree()
    dropped = _drop_active(root)
    _close_heading_gaps(root)
    _strip_attributes(root)
    long_words = _break_long_words(root)
    _tidy(root)
    findings: list[Finding] = []
    if dropped:
        names = "、".join(f"<{name}>" for name in dropped)
        message = f"{place}里有不能印的内容：{names}，已略去"
        findings.append(Finding("print/not-printable", Severity.WARNING, message, "改成文字、图片或二维码", path))
    for word in long_words:
        message = f"{place}里有一长串 {len(word)} 个字符没有断开的地方：“{word[:24]}…”，已强行折行"
        findings.append(
            Finding("print/unbreakable-word", Severity.WARNING, message, "网址改成二维码，代号加空格或连字符", path)
        )
    pictures = tuple(dict.fromkeys(str(img.get("src") or "") for img in root.iter("img")))
    text = " ".join("".join(root.itertext()).replace(_BREAK, "").split())
    _note(root)
    xml = etree.tostring(root, method="xml", encoding="unicode")
    blocks = sum(1 for _ in root.iter(*_BLOCKS))
    return Read(Fragment(xml, pictures, text, _widest_table(root), blocks), tuple(findings))


def ems(text: str) -> float:
    """Return about how wide a text is in em: Han characters and their signs are square, others half as wide."""
    return sum(1.0 if ord(character) >= _FIRST_SQUARE else 0.55 for character in text)


def narrowest_column(table_columns: int) -> float:
    """Return how many em a text column must measure to hold a table of so many columns."""
    return table_columns * _NARROWEST_CELL_EM


def _drop_active(root: html.HtmlElement) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for element in list(root.iter(*_DROPPED, etree.Comment, etree.ProcessingInstruction)):
        if isinstance(element.tag, str):
            names[element.tag] = None
        element.drop_tree()
    return tuple(names)


def _close_heading_gaps(root: html.HtmlElement) -> None:
    """Make the levels of headings start at h2 and never skip one downwards, as PDF/UA asks."""
    headings = list(root.iter("h1", "h2", "h3", "h4", "h5", "h6"))
    ranks = {tag: rank for rank, tag in enumerate(sorted({str(heading.tag) for heading in headings}))}
    last = -1
    for heading in headings:
        last = min(ranks[str(heading.tag)], last + 1, 3)
        heading.tag = f"h{last + 2}"


def _strip_attributes(root: html.HtmlElement) -> None:
    for element in root.iter():
        for name in list(element.attrib):
            if name not in _KEPT_ATTRIBUTES:
                del element.attrib[name]


def _tidy(root: html.HtmlElement) -> None:
    """Make white space single blanks, none of a line break between Han characters; code keeps its own."""
    for element in root.iter():
        if next(element.iterancestors("pre"), None) is not None:
            continue
        if element.tag != "pre":
            element.text = _tidied(element.text, element)
        if element is not root:
            element.tail = _tidied(element.tail, element.getparent())


def _tidied(text: str | None, holder: html.HtmlElement) -> str | None:
    if not text:
        return text
    single = _BLANKS.sub(" ", _BREAK_IN_HAN.sub("", text))
    return None if single == " " and holder.tag in _WITHOUT_TEXT else single


def _note(root: html.HtmlElement) -> None:
    """Write on blocks what the template wants to know of them: characters (`n`) and bulky contents (`has`)."""
    for block in root.iter("p", "ul", "ol", "dl", "div"):
        block.set("n", str(len(block.text_content())))
        has = [tag for tag in _BULKY if next(block.iter(tag), None) is not None]
        if has:
            block.set("has", " ".join(has))
    if any(str(item.get("id", "")).startswith("fn:") for item in root.iter("li")):
        root.set("notes", "1")


def _break_long_words(root: html.HtmlElement) -> tuple[str, ...]:
    found: list[str] = []

    def broken(match: re.Match[str]) -> str:
        word = match.group()
        if len(word) > _LONGEST_WORD:
            found.append(word)
        return _BREAK.join(word)

    for element in root.iter():
        if element.text:
            element.text = _LONG_RUN.sub(broken, element.text)
        if element.tail:
            element.tail = _LONG_RUN.sub(broken, element.tail)
    return tuple(found)


def _widest_table(root: html.HtmlElement) -> int:
    return max((len(row.findall("td")) + len(row.findall("th")) for row in root.iter("tr")), default=0)
