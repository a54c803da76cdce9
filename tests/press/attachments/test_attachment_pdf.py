"""PDF: the mark is found in the pixels a reader sees, by a renderer that knows nothing of how it was placed."""

import dataclasses
import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageFilter

from press.attachments.marked import Marked
from press.attachments.pdf import mark_pdf
from press.campaign.badge import badge_png
from press.campaign.model import Campaign
from press.findings import Severity
from press.tools.typst import compile_pdf, fonts_in

SEAL = (168, 50, 42)
MARGIN, TEXT, WIDE, HIGH = 0.05, 0.042, 9.1, 1.5


def marked(data: bytes, campaign: Campaign) -> Marked:
    checked = mark_pdf(data, "docs/files/a.pdf", campaign)
    assert checked.value is not None, checked.findings
    return checked.value


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    written = io.BytesIO()
    pdf.save(written, **options)
    return written.getvalue()


def one_page(content: bytes = b"", *, media: tuple[float, ...] = (0, 0, 595, 842), **keys: object) -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(100, 100))
    page.obj.MediaBox = Array([*media])
    page.obj.Contents = pdf.make_stream(content)
    for key, value in keys.items():
        page.obj[Name("/" + key)] = value
    return saved(pdf, deterministic_id=True)


def shown(data: bytes, page: int = 0, short: int = 500) -> Image.Image:
    document = pdfium.PdfDocument(data)
    opened = document[page]
    image = opened.render(scale=short / min(opened.get_size())).to_pil().convert("RGB")
    document.close()
    return image


def seal_box(image: Image.Image) -> tuple[int, int, int, int]:
    pixels = np.asarray(image).astype(int)
    rows, columns = np.nonzero(np.abs(pixels - SEAL).max(axis=2) < 12)
    assert rows.size, "no seal anywhere"
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def assert_marked(data: bytes, campaign: Campaign, page: int = 0, short: int = 800) -> None:
    """Compare the page's corner with the mark as Typst draws it in pixels: place, size and orientation at once."""
    image = shown(data, page, short)
    height = round(HIGH * TEXT * short)
    mark = badge_png(campaign, height_px=height)
    expected = Image.new("RGB", mark.size, "white")
    expected.paste(mark, mask=mark.getchannel("A"))
    left = top = round(MARGIN * short)
    seal = seal_box(image)
    assert seal == pytest.approx((left, top, left + height, top + height), abs=2)
    assert likeness(image, expected, left, top) > 0.9
    assert likeness(image, expected.transpose(Image.Transpose.ROTATE_180), left, top) < 0.6


def likeness(image: Image.Image, expected: Image.Image, left: int, top: int) -> float:
    """The best correlation of brightness over shifts of up to two pixels; both a little blurred."""
    soft = ImageFilter.GaussianBlur(expected.height / 30)
    whole, wanted = (np.asarray(i.convert("L").filter(soft)).astype(float) for i in (image, expected))
    best = -1.0
    for y in range(top - 2, top + 3):
        for x in range(left - 2, left + 3):
            found = whole[y : y + wanted.shape[0], x : x + wanted.shape[1]]
            best = max(best, float(np.corrcoef(found.ravel(), wanted.ravel())[0, 1]))
    return best


@pytest.mark.parametrize("unit", [1, 2.5])
@pytest.mark.parametrize("crop", [None, (50, 60, 400, 700), (-300, 100, 350, 2000)])
@pytest.mark.parametrize("turn", [0, 90, 180, 270, -90, 450])
def test_the_mark_stands_at_the_visible_top_left(
    turn: int, crop: tuple[float, ...] | None, unit: float, campaign: Campaign
) -> None:
    keys: dict[str, object] = {"Rotate": turn}
    if crop:
        keys["CropBox"] = Array([*crop])
    if unit != 1:
        keys["UserUnit"] = unit
    data = one_page(media=(-20, 30, 575, 872), **keys)
    assert_marked(marked(data, campaign).data, campaign)


def test_boxes_and_resources_are_inherited(campaign: Campaign) -> None:
    pdf = pikepdf.new()
    for _ in range(2):
        page = pdf.add_blank_page(page_size=(100, 100))
        for key in (Name.MediaBox, Name.Resources):
            if key in page.obj:
                del page.obj[key]
    pdf.Root.Pages.MediaBox = Array([0, 0, 842, 595])
    pdf.Root.Pages.CropBox = Array([100, 50, 700, 550])
    pdf.Root.Pages.Rotate = 90
    pdf.Root.Pages.Resources = Dictionary()
    data = marked(saved(pdf), campaign).data
    assert_marked(data, campaign, 0)
    assert_marked(data, campaign, 1)


BODY = b"1 0 0 rg 200 200 100 100 re f "


@pytest.mark.parametrize(
    "content",
    [
        b"q 0.1 0 0 0.1 300 300 cm " + BODY,
        b"q q q 5 0 0 5 0 0 cm " + BODY,
        b"0 1 -1 0 500 0 cm " + BODY,
        b"0.5 0 0 0.5 0 0 cm Q Q " + BODY,
        b"q Q Q 2 0 0 2 0 0 cm Q Q Q " + BODY,
        b"BT 1 0 0 1 50 50 Tm " + BODY,
        b"/Span <</MCID 0>> BDC q " + BODY,
        b"10 10 20 20 re W n " + BODY,
        b"q 10 10 20 20 re W n 0.3 g",
        b"1 Tr 8 w 0.2 g 0.2 G",
    ],
)
def test_whatever_state_the_content_leaves_the_mark_is_drawn_right(content: bytes, campaign: Campaign) -> None:
    data = one_page(content)
    result = marked(data, campaign).data
    assert_marked(result, campaign)
    # Nothing outside the mark changes.
    before, after = (np.asarray(shown(one)).copy() for one in (data, result))
    for pixels in (before, after):
        pixels[:80, :330] = 0
    assert np.abs(before.astype(int) - after.astype(int)).max() <= 8


def test_content_shared_by_pages_stays_shared_and_each_page_is_marked_once(campaign: Campaign) -> None:
    pdf = pikepdf.new()
    stream, resources = pdf.make_stream(BODY), pdf.make_indirect(Dictionary())
    for turn in (0, 90):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Contents = pdf.make_indirect(Array([stream]))
        page.obj.Resources = resources
        page.obj.Rotate = turn
    data = marked(saved(pdf), campaign).data
    assert_marked(data, campaign, 0)
    assert_marked(data, campaign, 1)
    with pikepdf.open(io.BytesIO(data)) as result:
        forms = [o for o in result.objects if isinstance(o, pikepdf.Stream) and o.get(Name.Subtype) == Name.Form]
        assert len(forms) == 1
        assert result.pages[0].obj.Resources.objgen == result.pages[1].obj.Resources.objgen


def test_a_name_in_use_is_not_taken(campaign: Campaign) -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    own = pdf.make_stream(BODY, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 595, 842]))
    page.obj.Resources = Dictionary(XObject=Dictionary({"/XinglinMark0": own}))
    page.obj.Contents = pdf.make_stream(b"/XinglinMark0 Do")
    data = marked(saved(pdf), campaign).data
    assert_marked(data, campaign)
    assert shown(data).getpixel((210, 500)) == (255, 0, 0)


def test_a_dark_page_gets_light_words(campaign: Campaign) -> None:
    image = shown(marked(one_page(b"0.05 0.1 0.2 rg 0 0 595 842 re f"), campaign).data)
    words = np.asarray(image)[25:58, 70:218].astype(int)
    assert (words.min(axis=2) > 220).mean() > 0.1
    assert image.getpixel((300, 30)) == pytest.approx((13, 26, 51), abs=2), "a plate where none is needed"


@pytest.mark.parametrize("grey", [0.0, 0.3, 0.45, 0.5, 0.55, 0.7, 1.0])
def test_words_contrast_with_what_is_really_under_them(grey: float, campaign: Campaign) -> None:
    image = shown(marked(one_page(f"{grey} g 0 0 595 842 re f".encode()), campaign).data, short=1000)
    region = np.asarray(image.convert("L"))[52:112, 120:430].astype(float) / 255
    linear = np.where(region <= 0.04045, region / 12.92, ((region + 0.055) / 1.055) ** 2.4)
    ground = np.median(linear)
    words = np.percentile(linear, 1) if ground > 0.18 else np.percentile(linear, 99)
    lighter, darker = max(ground, words), min(ground, words)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def typeset(source: str, campaign: Campaign, *, accessible: bool = False) -> bytes:
    head = '#set document(title: "资料")\n#set text(font: "Noto Sans SC", lang: "zh")\n'
    standards = ("ua-1",) if accessible else ()
    fonts = fonts_in(campaign.overlays / "fonts")
    return compile_pdf((head + source).encode(), {}, fonts, campaign.overlays, standards=standards)[0]


def test_a_page_number_line_makes_the_mark_step_aside(campaign: Campaign) -> None:
    data = typeset(
        '#set page("a4", margin: 30mm)\n#place(top + left, dx: -20mm, dy: -12mm)[页眉文字在这里]\n正文', campaign
    )
    checked = mark_pdf(data, "docs/files/a.pdf", campaign)
    assert checked.findings == ()
    assert checked.value is not None
    before, after = (np.asarray(shown(one, short=1200)).astype(int) for one in (data, checked.value.data))
    inked = before.min(axis=2) < 200
    assert inked.any()
    assert np.abs(before - after)[inked].max() <= 8, "text was covered"


def test_covered_text_is_reported_with_its_pages(campaign: Campaign) -> None:
    source = '#set page("a4", margin: 5mm)\n字\n#pagebreak()\n#set text(20pt)\n' + "满版文字" * 600
    checked = mark_pdf(typeset(source, campaign), "docs/files/满 版.pdf", campaign)
    assert checked.value is not None
    (finding,) = checked.findings
    assert (finding.rule_id, finding.severity) == ("attachment/covers-text", Severity.WARNING)
    assert "第 2、3" in finding.message
    assert finding.path == "docs/files/满 版.pdf"
    # Covered or not, the mark itself can be read: it stands on a plate.
    plate = shown(checked.value.data, 1).getpixel((33, 28))
    assert plate == pytest.approx((251, 247, 239), abs=4)


def test_a_picture_under_the_mark_is_no_fault(campaign: Campaign) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (80, 60, 3), dtype=np.uint8)
    picture = io.BytesIO()
    Image.fromarray(noise).resize((600, 850)).save(picture, "PDF")
    checked = mark_pdf(picture.getvalue(), "docs/files/a.pdf", campaign)
    assert checked.findings == ()
    assert checked.value is not None
    seal_box(shown(checked.value.data))


def test_tagged_files_stay_tagged_and_the_mark_is_an_artifact(campaign: Campaign) -> None:
    data = typeset('= 标题\n正文\n#link("https://www.nhc.gov.cn")[链接]', campaign, accessible=True)
    result = marked(data, campaign).data
    with pikepdf.open(io.BytesIO(data)) as before, pikepdf.open(io.BytesIO(result)) as after:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert after.pdf_version == before.pdf_version
        assert after.Root.MarkInfo.Marked
        assert len(after.pages[0].Annots) == 1
        assert after.trailer.ID[0] == before.trailer.ID[0]
        operators = list(pikepdf.parse_content_stream(after.pages[0]))
    depth, drawn = 0, 0
    for operands, operator in operators:
        if str(operator) in {"BDC", "BMC"}:
            depth += 1
            artifact = operands[0] == Name.Artifact
        elif str(operator) == "EMC":
            depth -= 1
        elif str(operator) == "Do":
            drawn += 1
            assert artifact
            assert operands[0] == "/XinglinMark0"
            assert depth == 1
    assert (depth, drawn) == (0, 1)


def test_outline_attachment_and_form_stay(campaign: Campaign) -> None:
    with pikepdf.open(io.BytesIO(typeset("= 一\n#pagebreak()\n= 二", campaign))) as pdf:
        pdf.attachments["附件.txt"] = pikepdf.AttachedFileSpec(pdf, b"hello", filename="附件.txt")
        data = saved(pdf)
    with pikepdf.open(io.BytesIO(marked(data, campaign).data)) as after:
        assert after.attachments["附件.txt"].get_file().read_bytes() == b"hello"
        with after.open_outline() as outline:
            assert [item.title for item in outline.root] == ["一", "二"]


def test_the_same_input_gives_the_same_bytes(campaign: Campaign) -> None:
    data = one_page(BODY)
    assert marked(data, campaign).data == marked(data, campaign).data


def test_a_fast_web_view_file_stays_one(campaign: Campaign) -> None:
    with pikepdf.open(io.BytesIO(one_page(BODY))) as pdf:
        data = saved(pdf, linearize=True)
    with pikepdf.open(io.BytesIO(marked(data, campaign).data)) as after:
        assert after.is_linearized


def test_marked_twice_is_marked_once(campaign: Campaign) -> None:
    first = marked(one_page(BODY), campaign)
    again = marked(first.data, campaign)
    assert again.already
    assert again.data == first.data


def test_an_older_mark_is_replaced(campaign: Campaign) -> None:
    old = dataclasses.replace(
        campaign, recipe="0" * 32, text="往年活动", document=dataclasses.replace(campaign.document, margin=0.12)
    )
    data = one_page(BODY)
    renewed = marked(marked(data, old).data, campaign)
    assert not renewed.already
    assert_marked(renewed.data, campaign)
    straight = shown(marked(data, campaign).data)
    assert np.array_equal(np.asarray(straight), np.asarray(shown(renewed.data)))


def test_a_mark_another_program_merged_is_not_doubled(campaign: Campaign) -> None:
    with pikepdf.open(io.BytesIO(marked(one_page(BODY), campaign).data)) as pdf:
        pdf.pages[0].contents_coalesce()
        data = saved(pdf)
    assert marked(data, campaign).already


def flattened(data: bytes, quality: int = 80) -> bytes:
    """The first page as a picture, as a scanner or "print to PDF" leaves it: no note, no form, no text."""
    written = io.BytesIO()
    shown(data, short=1100).save(written, "PDF", quality=quality, resolution=133)
    return written.getvalue()


@pytest.mark.parametrize("ground", [b"", b"0.05 0.1 0.2 rg 0 0 595 842 re f"])
def test_a_page_that_shows_the_mark_already_is_left_as_it_is(ground: bytes, campaign: Campaign) -> None:
    data = flattened(marked(one_page(ground), campaign).data)
    again = marked(data, campaign)
    assert again.already
    assert again.data == data


def test_another_campaigns_mark_is_not_taken_for_ours(campaign: Campaign) -> None:
    for text in ("健康知识进万家", "千名医师讲养生"):
        other = dataclasses.replace(campaign, id="other", text=text, recipe="0" * 32)
        assert not marked(flattened(marked(one_page(), other).data), campaign).already


def test_a_red_square_is_no_mark(campaign: Campaign) -> None:
    assert not marked(one_page(b"0.659 0.196 0.165 rg 30 775 37 37 re f"), campaign).already


def test_pages_beside_one_that_shows_the_mark_are_marked(campaign: Campaign) -> None:
    with pikepdf.open(io.BytesIO(flattened(marked(one_page(), campaign).data))) as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        data = saved(pdf)
    result = marked(data, campaign)
    assert not result.already
    assert_marked(result.data, campaign, 1)
    assert np.array_equal(np.asarray(shown(data)), np.asarray(shown(result.data)))


def rule_of(data: bytes, campaign: Campaign) -> str:
    checked = mark_pdf(data, "docs/files/a.pdf", campaign)
    assert checked.value is None
    (finding,) = checked.findings
    assert finding.hint
    return finding.rule_id


@pytest.mark.parametrize("user", ["", "secret"])
def test_encrypted_files_are_named(user: str, campaign: Campaign) -> None:
    with pikepdf.open(io.BytesIO(one_page(BODY))) as pdf:
        data = saved(pdf, encryption=pikepdf.Encryption(owner="o", user=user))
    assert rule_of(data, campaign) == "attachment/encrypted"


@pytest.mark.parametrize("where", ["field", "inherited", "perms", "stamp"])
def test_a_signature_is_never_broken(where: str, campaign: Campaign) -> None:
    with pikepdf.open(io.BytesIO(one_page(BODY))) as pdf:
        signature = Dictionary(
            Type=Name.DocTimeStamp if where == "stamp" else Name.Sig, ByteRange=Array([0, 1, 2, 3]), Contents=b"\x30"
        )
        if where == "perms":
            pdf.Root.Perms = Dictionary(DocMDP=pdf.make_indirect(signature))
        else:
            field = Dictionary(T="签名", V=pdf.make_indirect(signature) if where != "inherited" else signature)
            if where != "inherited":
                field.FT = Name.Sig
            parent = pdf.make_indirect(Dictionary(FT=Name.Sig, T="p", Kids=Array([pdf.make_indirect(field)])))
            pdf.Root.AcroForm = Dictionary(SigFlags=3, Fields=Array([parent]))
        data = saved(pdf)
    assert rule_of(data, campaign) == "attachment/signed"


def test_an_empty_signature_field_does_not_hinder(campaign: Campaign) -> None:
    with pikepdf.open(io.BytesIO(one_page(BODY))) as pdf:
        field = pdf.make_indirect(Dictionary(FT=Name.Sig, T="待签"))
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
        data = saved(pdf)
    assert_marked(marked(data, campaign).data, campaign)


def test_damaged_files_are_named(campaign: Campaign) -> None:
    data = typeset("正文" * 900, campaign)
    for broken in (
        data[: len(data) // 2],
        data[:200],
        data.replace(b"xref", b"xxxx"),
        b"%PDF-1.7\n",
        b"%PDF-1.7" + b"\0" * 500,
    ):
        assert rule_of(broken, campaign) == "attachment/damaged"


def test_a_file_without_pages_is_named(campaign: Campaign) -> None:
    assert rule_of(saved(pikepdf.new()), campaign) == "attachment/no-pages"


@pytest.mark.parametrize(
    "keys",
    [
        {"MediaBox": Name.Nonsense},
        {"MediaBox": Array([0, 0, 0, 0])},
        {"CropBox": Array([1, 2])},
        {"CropBox": Array([Name.A, Name.B, Name.C, Name.D])},
        {"Rotate": Name.X},
        {"UserUnit": -3},
        {"Resources": Name.X},
        {"Resources": Dictionary(XObject=Name.X)},
        {"Contents": Array([Name.X, None])},
    ],
)
def test_odd_pages_do_not_stop_the_work(keys: dict[str, object], campaign: Campaign) -> None:
    seal_box(shown(marked(one_page(BODY, **keys), campaign).data))


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_no_fault(campaign: Campaign, tmp_path: Path) -> None:
    sources = [one_page(b"q q BT"), one_page(b"Q Q " + BODY), typeset("= 标题\n正文", campaign, accessible=True)]
    for number, data in enumerate(sources):
        file = tmp_path / f"{number}.pdf"
        file.write_bytes(marked(data, campaign).data)
        done = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)  # noqa: S607 - a test tool
        assert done.returncode == 0, done.stdout + done.stderr
