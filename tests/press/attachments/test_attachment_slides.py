"""Presentations: the mark is found on every slide, above all else, and the rest is as it was."""

import dataclasses
import io
import zipfile

import numpy as np
import pptx
import pytest
from PIL import Image
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.shapes.picture import Picture
from pptx.util import Pt

from press.attachments.marked import Marked
from press.attachments.slides import mark_slides
from press.campaign.model import Campaign
from press.findings import Severity

EMU = 12_700
PAPER = (251, 247, 239, 255)


def saved(deck: Presentation) -> bytes:
    written = io.BytesIO()
    deck.save(written)
    return written.getvalue()


def deck_of(*layouts: int, wide: bool = True) -> Presentation:
    deck = pptx.Presentation()
    if wide:
        deck.slide_width, deck.slide_height = 12_192_000, 6_858_000
    for layout in layouts:
        deck.slides.add_slide(deck.slide_layouts[layout])
    return deck


def marked(deck: Presentation, campaign: Campaign) -> Marked:
    checked = mark_slides(saved(deck), "docs/files/a.pptx", campaign)
    assert checked.value is not None, checked.findings
    return checked.value


def marks(data: bytes) -> list[Picture]:
    """The mark of each slide: one picture, last in drawing order, with the words as alternative text."""
    found = []
    for slide in pptx.Presentation(io.BytesIO(data)).slides:
        ours = [shape for shape in slide.shapes if shape.element.xpath("./*/p:cNvPr/@descr") == ["千名医师讲中医"]]
        assert len(ours) == 1
        assert list(slide.shapes)[-1].shape_id == ours[0].shape_id
        assert isinstance(ours[0], Picture)
        found.append(ours[0])
    return found


def corner(picture: Picture) -> tuple[int, ...]:
    """Colour of the mark's picture just below its upper edge: a plate's, or nothing."""
    with Image.open(io.BytesIO(picture.image.blob)) as image:
        pixel = image.convert("RGBA").getpixel((image.width // 2, 3))
    assert isinstance(pixel, tuple)
    return pixel


def test_every_slide_is_marked_hidden_ones_too(campaign: Campaign) -> None:
    deck = deck_of(6, 6, 6)
    deck.slides[1].element.set("show", "0")
    result = marked(deck, campaign)
    assert result.marks == 3
    short = 540 * EMU
    for mark in marks(result.data):
        assert mark.left == pytest.approx(0.05 * short, abs=2)
        assert mark.top == pytest.approx(0.05 * short, abs=2)
        assert mark.height == pytest.approx(0.042 * 1.5 * short, rel=0.01)
        with Image.open(io.BytesIO(mark.image.blob)) as image:
            assert image.width / image.height == pytest.approx(mark.width / mark.height, rel=0.01)
    again = pptx.Presentation(io.BytesIO(result.data))
    assert again.slides[1].element.get("show") == "0"


def test_slides_of_odd_shape(campaign: Campaign) -> None:
    deck = deck_of(6)
    deck.slide_width, deck.slide_height = 3_000_000, 9_000_000
    (mark,) = marks(marked(deck, campaign).data)
    assert mark.left + mark.width <= 3_000_000
    assert mark.left == pytest.approx(150_000, abs=2)


def test_on_a_plain_light_ground_the_mark_is_bare(campaign: Campaign) -> None:
    (mark,) = marks(marked(deck_of(6), campaign).data)
    assert corner(mark)[3] == 0


def test_on_a_plain_dark_ground_the_words_are_light(campaign: Campaign) -> None:
    deck = deck_of(6)
    fill = deck.slides[0].background.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor(0x10, 0x20, 0x40)
    (mark,) = marks(marked(deck, campaign).data)
    with Image.open(io.BytesIO(mark.image.blob)) as image:
        words = image.convert("RGBA").crop((image.height, 0, image.width, image.height))
        pixels = np.asarray(words)
    solid = pixels[pixels[:, :, 3] > 250]
    assert solid.size
    assert solid[:, :3].min() > 200
    assert corner(mark)[3] == 0


@pytest.mark.parametrize("what", ["gradient", "picture", "middling", "layout"])
def test_on_an_unknown_ground_the_mark_stands_on_a_plate(what: str, campaign: Campaign) -> None:
    deck = deck_of(6)
    slide = deck.slides[0]
    photo = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(photo, "PNG")
    if what == "gradient":
        slide.background.fill.gradient()
    elif what == "picture":
        slide.shapes.add_picture(photo, 0, 0, Pt(400), Pt(300))
    elif what == "middling":
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = RGBColor(0x77, 0x77, 0x77)
    else:
        shape = slide.shapes.add_picture(photo, 0, 0, Pt(400), Pt(300))
        # Move it, relationship and all, into the layout.
        _, relation = slide.slide_layout.part.get_or_add_image_part(photo)
        for blip in shape.element.iter(qn("a:blip")):
            blip.set(qn("r:embed"), relation)
        slide.slide_layout.element.cSld.spTree.append(shape.element)
    (mark,) = marks(marked(deck, campaign).data)
    assert corner(mark) == pytest.approx(PAPER, abs=2)


def test_the_mark_steps_aside_for_a_title(campaign: Campaign) -> None:
    deck = deck_of(5, 6, wide=False)
    deck.slides[0].shapes.title.text = "三伏贴：冬病夏治怎么做"  # type: ignore[union-attr]  # this layout has one
    checked = mark_slides(saved(deck), "docs/files/a.pptx", campaign)
    assert checked.findings == ()
    assert checked.value is not None
    one, two = marks(checked.value.data)
    assert (one.left, one.top, one.height) == (two.left, two.top, two.height)
    assert one.top < 0.05 * 540 * EMU


def test_text_in_the_very_corner_is_told_with_its_slides(campaign: Campaign) -> None:
    deck = deck_of(6, 6)
    box = deck.slides[1].shapes.add_textbox(0, 0, Pt(400), Pt(60))
    box.text_frame.text = "左上角有很多很多文字"
    checked = mark_slides(saved(deck), "docs/files/a.pptx", campaign)
    (finding,) = checked.findings
    assert (finding.rule_id, finding.severity) == ("attachment/look", Severity.NOTICE)
    assert "第 2 页" in finding.message
    assert checked.value is not None
    one, two = marks(checked.value.data)
    assert corner(one)[3] == 0
    assert corner(two) == pytest.approx(PAPER, abs=2)


def test_twice_older_and_deterministic(campaign: Campaign) -> None:
    data = saved(deck_of(0, 6))
    first, second = (mark_slides(data, "x", campaign).value for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.data == second.data
    again = mark_slides(first.data, "x", campaign).value
    assert again is not None
    assert again.already
    assert again.data == first.data
    newer = dataclasses.replace(campaign, recipe="f" * 32, colours=dataclasses.replace(campaign.colours, ink="#000000"))
    renewed = mark_slides(first.data, "x", newer).value
    assert renewed is not None
    assert len(marks(renewed.data)) == 2
    with zipfile.ZipFile(io.BytesIO(renewed.data)) as archive:
        assert len([name for name in archive.namelist() if name.startswith("ppt/media/")]) == 1


def test_protected_empty_signed_and_damaged(campaign: Campaign) -> None:
    protected = deck_of(6)
    verifier = protected.element.makeelement(qn("p:modifyVerifier"))
    protected.element.append(verifier)
    data = saved(deck_of(6))
    signed = io.BytesIO(data)
    with zipfile.ZipFile(signed, "a") as archive:
        archive.writestr("_xmlsignatures/origin.sigs", b"")
    for broken, rule in (
        (saved(protected), "protected"),
        (saved(deck_of()), "no-pages"),
        (signed.getvalue(), "signed"),
        (data[:5000], "damaged"),
    ):
        checked = mark_slides(broken, "docs/files/a.pptx", campaign)
        assert checked.value is None
        assert [finding.rule_id for finding in checked.findings] == [f"attachment/{rule}"]
