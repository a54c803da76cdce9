"""Word: headers are read back with lxml alone, section by section, as a reader of the file would resolve them."""

import dataclasses
import io
import posixpath
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn as docx_qn
from docx.shared import Mm
from lxml import etree
from PIL import Image

from press.attachments.marked import Marked
from press.attachments.word import mark_word
from press.campaign.model import Campaign
from press.findings import Severity

NS = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
MM = 36_000
A4 = (Mm(210), Mm(297))


def saved(document: Document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def a4(*, top: float = 25.4) -> Document:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = A4
    section.top_margin = Mm(top)
    document.add_paragraph("冬病夏治")
    return document


def marked(document: Document, campaign: Campaign) -> Marked:
    checked = mark_word(saved(document), "docs/files/a.docx", campaign)
    assert checked.value is not None, checked.findings
    return checked.value


class Read:
    """A Word file opened with zipfile and lxml only."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.document = etree.fromstring(self.parts["word/document.xml"])

    def relations(self, part: str) -> dict[str, str]:
        folder, name = posixpath.split(part)
        raw = self.parts.get(f"{folder}/_rels/{name}.rels", b"<x/>")
        return {
            str(one.get("Id")): posixpath.normpath(posixpath.join(folder, str(one.get("Target"))))
            for one in etree.fromstring(raw)
        }

    def headers(self) -> list[dict[str, str]]:
        """Per section: kind of header → part, with what is inherited."""
        relations = self.relations("word/document.xml")
        result: list[dict[str, str]] = []
        for section in self.document.iterfind(".//w:sectPr", NS):
            own = {
                str(ref.get(f"{{{NS['w']}}}type")): relations[str(ref.get(f"{{{NS['r']}}}id"))]
                for ref in section.iterfind("w:headerReference", NS)
            }
            result.append({**(result[-1] if result else {}), **own})
        return result

    def anchors(self, part: str) -> list[etree._Element]:
        return list(etree.fromstring(self.parts[part]).iterfind(".//wp:anchor", NS))

    def text(self, part: str) -> str:
        return "".join(etree.fromstring(self.parts[part]).itertext())

    def place(self, part: str) -> tuple[int, int, int, int]:
        """Left, top, width and height in EMU of the one mark in a header."""
        (anchor,) = self.anchors(part)
        for way in ("H", "V"):
            position = anchor.find(f"wp:position{way}", NS)
            assert position is not None
            assert position.get("relativeFrom") == "page"
        left = int(anchor.findtext("wp:positionH/wp:posOffset", "", NS))
        top = int(anchor.findtext("wp:positionV/wp:posOffset", "", NS))
        extent = anchor.find("wp:extent", NS)
        assert extent is not None
        blip = anchor.find(".//a:blip", NS)
        assert blip is not None
        picture = self.parts[self.relations(part)[str(blip.get(f"{{{NS['r']}}}embed"))]]
        width, height = int(extent.get("cx", "0")), int(extent.get("cy", "0"))
        with Image.open(io.BytesIO(picture)) as image:
            assert image.width / image.height == pytest.approx(width / height, rel=0.01), "distorted"
        return left, top, width, height


def test_a_plain_document(campaign: Campaign) -> None:
    read = Read(marked(a4(), campaign).data)
    (section,) = read.headers()
    assert set(section) == {"default"}
    left, top, width, height = read.place(section["default"])
    assert (left, top) == pytest.approx((10.5 * MM, 10.5 * MM), abs=100)
    assert height == pytest.approx(210 * 0.042 * 1.5 * MM, rel=0.01)
    assert width < 0.62 * 210 * MM
    (anchor,) = read.anchors(section["default"])
    described = anchor.find("wp:docPr", NS)
    assert described is not None
    assert described.get("descr") == "千名医师讲中医"
    # The new header takes no room and brings no line with it.
    paragraph = etree.fromstring(read.parts[section["default"]]).find("w:p", NS)
    assert paragraph is not None
    assert paragraph.find("w:pPr/w:pStyle", NS) is None
    spacing = paragraph.find("w:pPr/w:spacing", NS)
    assert spacing is not None
    assert spacing.get(f"{{{NS['w']}}}lineRule") == "exact"


def test_first_and_even_headers_are_marked_where_they_are_switched_on(campaign: Campaign) -> None:
    document = a4()
    document.sections[0].different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    document.sections[0].even_page_header.paragraphs[0].text = "偶数页"
    result = marked(document, campaign)
    assert result.marks == 3
    read = Read(result.data)
    (section,) = read.headers()
    assert set(section) == {"default", "first", "even"}
    for part in section.values():
        read.place(part)
    assert "偶数页" in read.text(section["even"])


def test_headers_that_are_off_stay_off(campaign: Campaign) -> None:
    read = Read(marked(a4(), campaign).data)
    assert read.document.find(".//w:titlePg", NS) is None
    assert b"evenAndOddHeaders" not in read.parts["word/settings.xml"]
    document = a4()
    document.sections[0].first_page_header.paragraphs[0].text = "备用"
    document.sections[0].different_first_page_header_footer = False
    read = Read(marked(document, campaign).data)
    (section,) = read.headers()
    read.place(section["first"])
    assert read.document.find(".//w:titlePg", NS) is None


def test_a_first_page_header_missing_in_a_later_section_is_made_there(campaign: Campaign) -> None:
    document = a4()
    later = document.add_section(WD_SECTION.NEW_PAGE)
    later.different_first_page_header_footer = True
    read = Read(marked(document, campaign).data)
    one, two = read.headers()
    assert "first" not in one
    read.place(two["first"])
    assert one["default"] == two["default"], "unlinked without need"


def test_every_section_shows_exactly_one_mark(campaign: Campaign) -> None:
    document = a4()
    for number in range(4):
        section = document.add_section(WD_SECTION.NEW_PAGE)
        if number % 2:
            section.header.is_linked_to_previous = False
            section.header.paragraphs[0].text = f"第{number}部分"
    read = Read(marked(document, campaign).data)
    sections = read.headers()
    assert len(sections) == 5
    for section in sections:
        read.place(section["default"])
    assert len({section["default"] for section in sections}) == 3


def test_existing_header_text_stays_and_is_kept_clear_of(campaign: Campaign) -> None:
    document = a4()
    document.sections[0].header.paragraphs[0].text = "某某县卫生健康局"
    document.sections[0].header_distance = Mm(15)
    read = Read(marked(document, campaign).data)
    part = read.headers()[0]["default"]
    assert "某某县卫生健康局" in read.text(part)
    _, top, _, height = read.place(part)
    assert top + height <= 15 * MM


def test_narrow_margins_shrink_the_mark_into_them(campaign: Campaign) -> None:
    read = Read(marked(a4(top=15), campaign).data)
    _, top, _, height = read.place(read.headers()[0]["default"])
    assert top + height <= 15 * MM
    assert height > 0.5 * 210 * 0.042 * 1.5 * MM
    (anchor,) = read.anchors(read.headers()[0]["default"])
    assert anchor.find("wp:wrapSquare", NS) is not None


def test_a_header_of_tables_and_frames_gets_a_paragraph_of_its_own(campaign: Campaign) -> None:
    document = a4()
    header = document.sections[0].header
    header.add_table(1, 1, Mm(100)).cell(0, 0).text = "表格页眉"
    frame = OxmlElement("w:framePr")
    header.paragraphs[0]._p.get_or_add_pPr().insert(0, frame)
    read = Read(marked(document, campaign).data)
    part = read.headers()[0]["default"]
    read.place(part)
    root = etree.fromstring(read.parts[part])
    assert root.findall(".//w:p", NS)[0].find(".//wp:anchor", NS) is None
    assert "表格页眉" in read.text(part)


def test_a_header_with_a_picture_gives_a_plate_and_a_notice(campaign: Campaign) -> None:
    document = a4()
    logo = io.BytesIO()
    Image.new("RGB", (20, 20), "navy").save(logo, "PNG")
    document.sections[0].header.paragraphs[0].add_run().add_picture(logo)
    checked = mark_word(saved(document), "docs/files/a.docx", campaign)
    (finding,) = checked.findings
    assert (finding.rule_id, finding.severity) == ("attachment/letterhead", Severity.NOTICE)
    assert checked.value is not None
    read = Read(checked.value.data)
    part = read.headers()[0]["default"]
    read.place(part)
    blip = read.anchors(part)[0].find(".//a:blip", NS)
    assert blip is not None
    picture = read.parts[read.relations(part)[str(blip.get(f"{{{NS['r']}}}embed"))]]
    with Image.open(io.BytesIO(picture)) as image:
        assert image.getpixel((image.width // 2, 6)) == pytest.approx((251, 247, 239, 255), abs=2)


def test_marked_twice_is_marked_once_and_an_older_mark_is_replaced(campaign: Campaign) -> None:
    first = marked(a4(), campaign)
    again = mark_word(first.data, "x", campaign).value
    assert again is not None
    assert again.already
    assert again.data == first.data
    newer = dataclasses.replace(campaign, recipe="f" * 32, colours=dataclasses.replace(campaign.colours, ink="#000000"))
    renewed = mark_word(first.data, "x", newer).value
    assert renewed is not None
    assert not renewed.already
    read = Read(renewed.data)
    read.place(read.headers()[0]["default"])
    assert len([name for name in read.parts if name.startswith("word/media/")]) == 1


def test_the_same_input_gives_the_same_bytes(campaign: Campaign) -> None:
    data = saved(a4())
    one, other = (mark_word(data, "x", campaign).value for _ in range(2))
    assert one is not None
    assert other is not None
    assert one.data == other.data


def test_body_and_properties_are_untouched(campaign: Campaign) -> None:
    document = a4()
    document.core_properties.author = "作者"
    before, after = Read(saved(document)), Read(marked(document, campaign).data)
    assert before.text("word/document.xml") == after.text("word/document.xml")
    assert etree.tostring(etree.fromstring(before.parts["docProps/core.xml"]), method="c14n") == etree.tostring(
        etree.fromstring(after.parts["docProps/core.xml"]), method="c14n"
    )


def revision(document: Document) -> None:
    document.paragraphs[0]._p.append(OxmlElement("w:ins"))


def test_revisions_are_told_but_the_mark_is_put(campaign: Campaign) -> None:
    document = a4()
    revision(document)
    checked = mark_word(saved(document), "docs/files/a.docx", campaign)
    assert checked.value is not None
    assert [finding.rule_id for finding in checked.findings] == ["attachment/tracked-changes"]


def protect(document: Document) -> None:
    element = OxmlElement("w:documentProtection")
    element.set(docx_qn("w:edit"), "readOnly")
    element.set(docx_qn("w:enforcement"), "1")
    document.settings.element.insert(0, element)


def write_protect(document: Document) -> None:
    document.settings.element.insert(0, OxmlElement("w:writeProtection"))


@pytest.mark.parametrize("change", [protect, write_protect])
def test_protected_files_are_left_alone(change: Callable[[Document], None], campaign: Campaign) -> None:
    document = a4()
    change(document)
    checked = mark_word(saved(document), "docs/files/a.docx", campaign)
    assert checked.value is None
    assert [finding.rule_id for finding in checked.findings] == ["attachment/protected"]


def test_protection_that_is_switched_off_does_not_hinder(campaign: Campaign) -> None:
    document = a4()
    protect(document)
    document.settings.element[0].set(docx_qn("w:enforcement"), "0")
    assert marked(document, campaign).marks == 1


def rewritten(data: bytes, **changes: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(written, "w") as target:
        entries = {name: source.read(name) for name in source.namelist()}
        for name, content in {**entries, **{k.replace("__", "/"): v for k, v in changes.items()}}.items():
            target.writestr(name, content)
    return written.getvalue()


def test_signed_and_damaged_files_are_named(campaign: Campaign) -> None:
    data = saved(a4())
    bomb = b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 1000 + b'"><!ENTITY b "&a;&a;&a;">]><w>&b;</w>'
    for broken, rule in (
        (rewritten(data, **{"_xmlsignatures__origin.sigs": b""}), "signed"),
        (rewritten(data, **{"word__document.xml": b"<w"}), "damaged"),
        (rewritten(data, **{"word__document.xml": b""}), "damaged"),
        (rewritten(data, **{"word__document.xml": bomb}), "damaged"),
        (rewritten(data, **{"_rels__.rels": b"<Relationships/>"}), "damaged"),
        (rewritten(data, **{"[Content_Types].xml": b"<Types/>"}), "damaged"),
        (data[: len(data) // 2], "damaged"),
        (b"PK\x03\x04", "damaged"),
    ):
        checked = mark_word(broken, "docs/files/a.docx", campaign)
        assert checked.value is None
        assert [finding.rule_id for finding in checked.findings] == [f"attachment/{rule}"]
