from __future__ import annotations

from pathlib import Path

import pytest
import segno
import zxingcpp
from PIL import Image

from press.attachments.cached import cached_attachment
from press.attachments.kind import FileKind
from press.cache import Cache
from press.campaign.model import Campaign
from press.check.demands import demand_for
from press.check.pictures import check_picture
from press.check.product import Product
from press.standalone.offered import mark_offered, picture_recipe

GPS = {1: "N", 2: (30.0, 1.0, 2.0)}
NAME = "docs/files/海报.jpg"


def photograph(file: Path, size: tuple[int, int] = (900, 700), **options: object) -> Path:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(GPS)
    exif[0x8298], exif[0x010F] = "Bureau", "SECRETCAM"
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image.save(file, exif=exif, **options)  # type: ignore[arg-type]  # whatever the format takes
    return file


def faults(file: Path, campaign: Campaign) -> list[str]:
    found = check_picture(file, [campaign], [demand_for(Product.PICTURE, campaign)])
    return [fault.rule for fault in found.faults]


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp"])
def test_a_picture_leaves_marked_in_its_own_format(suffix: str, campaign: Campaign, tmp_path: Path) -> None:
    file, out = photograph(tmp_path / f"a{suffix}"), tmp_path / f"out{suffix}"
    before = file.read_bytes()
    done = mark_offered(file, NAME, campaign, out)
    assert done.findings == ()
    assert done.value is not None
    assert (done.value.kind, done.value.marks, done.value.already) == (FileKind.PICTURE, 1, False)
    with Image.open(file) as one, Image.open(out) as two:
        assert (one.format, one.size) == (two.format, two.size)
        assert 0x8825 not in two.getexif()
        assert two.getexif()[0x8298] == "Bureau"
    assert b"SECRETCAM" not in out.read_bytes()
    assert faults(out, campaign) == []
    assert faults(file, campaign) == ["check/no-mark"]
    assert file.read_bytes() == before


def test_a_marked_picture_is_taken_over_unchanged(campaign: Campaign, tmp_path: Path) -> None:
    mark_offered(photograph(tmp_path / "a.png"), NAME, campaign, tmp_path / "b.png")
    again = mark_offered(tmp_path / "b.png", NAME, campaign, tmp_path / "c.png")
    assert again.value is not None
    assert again.value.already
    assert (tmp_path / "c.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_picture_too_small_is_told_and_loses_its_place_all_the_same(campaign: Campaign, tmp_path: Path) -> None:
    file, out = photograph(tmp_path / "a.jpg", (64, 48)), tmp_path / "o.jpg"
    done = mark_offered(file, NAME, campaign, out)
    assert [(one.rule_id, one.path) for one in done.findings] == [("stamp/too-small", NAME)]
    assert done.value is not None
    assert done.value.marks == 0
    with Image.open(out) as made:
        assert made.size == (64, 48)
        assert 0x8825 not in made.getexif()


def test_drawings_and_broken_files(campaign: Campaign, tmp_path: Path) -> None:
    body = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600"><style>.a{fill:#eee}</style>%s</svg>'
    (tmp_path / "a.svg").write_text(body % '<rect class="a" width="800" height="600"/>')
    (tmp_path / "b.svg").write_text(body % "<script>1</script>")
    (tmp_path / "c.jpg").write_bytes(b"\xff\xd8\xff\xe0 nothing")
    done = {
        name: mark_offered(tmp_path / name, NAME, campaign, tmp_path / f"o{name}")
        for name in ("a.svg", "b.svg", "c.jpg")
    }
    assert done["a.svg"].findings == ()
    assert faults(tmp_path / "oa.svg", campaign) == []
    for name in ("b.svg", "c.jpg"):
        assert done[name].value is None
        assert [(one.rule_id, one.path) for one in done[name].findings] == [("stamp/unreadable", NAME)]


def test_it_is_made_once_and_its_findings_are_remembered(campaign: Campaign, cache: Cache, tmp_path: Path) -> None:
    file = photograph(tmp_path / "a.jpg", (64, 48))
    made: list[Path] = []

    def marker(*given: object) -> object:
        made.append(given[3])
        return mark_offered(*given)

    first, second = (
        cached_attachment(file, NAME, campaign, cache, marker=marker, recipe=picture_recipe()) for _ in range(2)
    )
    assert first == second
    assert len(made) == 1
    assert [one.rule_id for one in second.findings] == ["stamp/too-small"]


def test_a_code_stays_readable_and_a_hidden_one_is_told(campaign: Campaign, tmp_path: Path) -> None:
    segno.make_qr("https://example.cn/tcm").save(str(tmp_path / "code.png"), scale=24, border=2)
    done = mark_offered(tmp_path / "code.png", NAME, campaign, tmp_path / "o.png")
    assert [(one.rule_id, one.path) for one in done.findings] == [("stamp/qr-picture", NAME)]
    assert done.value is not None
    assert done.value.marks == 0
    with Image.open(tmp_path / "o.png") as made:
        assert zxingcpp.read_barcodes(made.convert("L"))
    with Image.open(tmp_path / "code.png") as code:
        poster = Image.new("RGB", (1200, 1600), "white")
        poster.paste(code.convert("RGB").resize((330, 330)), (70, 70))
    poster.save(tmp_path / "poster.png")
    done = mark_offered(tmp_path / "poster.png", NAME, campaign, tmp_path / "p.png")
    assert [(one.rule_id, one.path) for one in done.findings] == [("stamp/hidden-code", NAME)]
