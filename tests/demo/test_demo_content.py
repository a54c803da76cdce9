from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.demo.drawing import DOCS, draw
from tests.demo.make_graphics import PICTURES, Picture, make
from tests.demo.make_videos import CROSSFADE, FADE_IN, FILMS, FRAMES_PER_SECOND, Film, frames

SIZES = {
    "graphics/ba-duan-jin-tu.png": (1080, 1440),
    "graphics/xue-ya-wu-bu.png": (900, 383),
    "graphics/fang-yi-yang-hua-tan-tu.png": (1080, 2400),
    "graphics/jian-yao-shi-jian.png": (1080, 1440),
    "graphics/er-shi-si-jie-qi.png": (1080, 1080),
    "graphics/fang-die-dao-qing-dan.png": (1080, 1440),
}
MANUSCRIPTS = sorted(DOCS.rglob("*.md"))


def test_every_picture_in_docs_is_made_by_the_script() -> None:
    found = {
        path.relative_to(DOCS).as_posix()
        for path in DOCS.rglob("*")
        if path.suffix in {".png", ".jpg", ".jpeg", ".webp"}
    }
    assert found == {picture.target for picture in PICTURES}


def test_every_film_in_docs_is_made_by_the_script() -> None:
    assert {path.stem for path in DOCS.rglob("*.mp4")} == {film.slug for film in FILMS}


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.target)
def test_a_picture_is_small_and_of_its_size(picture: Picture) -> None:
    path = DOCS / picture.target
    graphic = picture.target.startswith("graphics/")
    assert path.stat().st_size < (400_000 if graphic else 200_000)
    with Image.open(path) as image:
        assert image.size == (SIZES[picture.target] if graphic else (1200, 675))


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.target)
def test_the_corner_of_the_mark_is_calm(picture: Picture) -> None:
    with Image.open(DOCS / picture.target) as image:
        short = min(image.size)
        corner = image.convert("L").crop((0, 0, round(image.width * 0.4), round(short * 0.13)))
        light = np.asarray(corner, dtype=np.float64)
    assert light.std() < 12, "there is drawing or text where the mark goes"


def test_a_picture_is_drawn_the_same_twice(tmp_path: Path) -> None:
    picture = next(picture for picture in PICTURES if picture.target.endswith("xue-ya-wu-bu.png"))
    first, second = (make(picture, tmp_path / name).read_bytes() for name in ("one", "two"))
    assert first == second


def test_films_weigh_little_and_all_docs_stay_small() -> None:
    for film in FILMS:
        assert (DOCS / "videos" / f"{film.slug}.mp4").stat().st_size < 700_000
    assert sum(path.stat().st_size for path in DOCS.rglob("*") if path.is_file()) < 8_000_000


@pytest.mark.parametrize("film", FILMS, ids=lambda film: film.slug)
def test_a_film_has_a_length_for_every_slide(film: Film) -> None:
    slides = draw(f"slides/{film.slug}.typ", scale=0.1)
    assert len(slides) == len(film.seconds)
    assert 6 <= sum(film.seconds) - CROSSFADE * (len(film.seconds) - 1) <= 12


def test_a_film_starts_black_and_loses_no_frame() -> None:
    film = Film("test", (32, 18), (1.5, 1.0))
    made = list(frames(film, [Image.new("RGB", (40, 22), "white"), Image.new("RGB", (40, 22), "red")]))
    assert len(made) == 2 * FRAMES_PER_SECOND
    assert set(made[0]) == {0}
    assert set(made[round(FADE_IN * FRAMES_PER_SECOND)]) == {255}
    brightness = [sum(frame) for frame in made[: round(FADE_IN * FRAMES_PER_SECOND) + 1]]
    assert all(before < after for before, after in pairwise(brightness))


@pytest.mark.parametrize("path", MANUSCRIPTS, ids=lambda path: path.stem)
def test_texts_promise_nothing_and_name_the_next_step(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search("根治|治愈率|有效率|包治|药到病除|百分之百|100%|国家级|特效|神效|最好|最佳|最有效", text)
    if path.parent.name == "articles":
        assert "<!-- more -->" in text
        assert re.search("就医|医院|120", text)


@pytest.mark.parametrize("path", MANUSCRIPTS, ids=lambda path: path.stem)
def test_punctuation_in_chinese_sentences_is_full_width(path: Path) -> None:
    body = path.read_text(encoding="utf-8").split("---", 2)[2]
    prose = re.sub(r"`[^`]*`|\]\([^)]*\)|^!!!.*$|<!--.*?-->|^\|.*$", "", body, flags=re.MULTILINE)
    assert not re.findall(r"[\u4e00-\u9fff][,.;:?!()\"']|[,;?!()\"'][\u4e00-\u9fff]", prose)
