"""Makes every picture that ships in docs/: covers, pictures inside articles, graphics.

Run from the project root: `python -m tests.demo.make_graphics`. The same sources and locked packages give the same
bytes. The top left corner of every picture stays calm: the build stamps the campaign's mark there.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from tests.demo.drawing import DOCS, draw

JPEG_QUALITY = 86
PALETTE = 160
"""Colours of a PNG: flat art needs few, smooth edges need some."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One shipped picture.

    target  path below docs/; `.jpg` or `.png`
    source  Typst source below tests/demo/art
    """

    target: str
    source: str
    inputs: dict[str, str] = field(default_factory=dict)


_LABELS = {
    "san-fu-tie": "三伏贴",
    "he-li-yong-yao": "合理用药",
    "jin-shi-fang-kong": "护眼",
    "ba-duan-jin": "八段锦",
    "qiu-li-shan-yao": "秋梨山药",
    "hai-mu-li-ke": "急救",
    "jian-zhong-yao": "煎中药",
    "liang-xue-ya": "量血压",
    "fang-die-dao": "防跌倒",
    "an-shui": "安睡",
    "liu-gan-yi-miao": "防流感",
    "ben-cao-dian-ji": "读本草",
    "li-dong-xiao-xue": "立冬小雪",
    "tang-niao-bing-zu": "护足",
    "pao-jiao": "泡脚",
    "ai-jiu-an-quan": "艾灸",
    "fang-yi-yang-hua-tan": "安全取暖",
}

_INLINE = {
    "量血压的姿势.png": "xue-ya-zi-shi",
    "腹部冲击法.png": "fu-bu-chong-ji",
    "读写姿势.png": "du-xie-zi-shi",
    "每天看脚.png": "mei-tian-kan-jiao",
}

_GRAPHICS = (
    "ba-duan-jin-tu",
    "xue-ya-wu-bu",
    "fang-yi-yang-hua-tan-tu",
    "jian-yao-shi-jian",
    "er-shi-si-jie-qi",
    "fang-die-dao-qing-dan",
)

PICTURES: tuple[Picture, ...] = (
    *(
        Picture(f"articles/pictures/{name}.jpg", "cover.typ", {"name": name, "label": label})
        for name, label in _LABELS.items()
    ),
    *(Picture(f"articles/pictures/{target}", f"inline/{name}.typ") for target, name in _INLINE.items()),
    *(Picture(f"graphics/{name}.png", f"graphics/{name}.typ") for name in _GRAPHICS),
)


def make(picture: Picture, docs: Path) -> Path:
    """Draw one picture and write it below `docs`."""
    [image] = draw(picture.source, picture.inputs)
    target = docs / picture.target
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix == ".jpg":
        image.save(target, quality=JPEG_QUALITY, subsampling=0, optimize=True, progressive=True)
    else:
        reduced = image.quantize(PALETTE, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        reduced.save(target, optimize=True)
    return target


def main() -> None:
    """Make all pictures and say how large they became."""
    for picture in PICTURES:
        target = make(picture, DOCS)
        sys.stdout.write(f"{target.stat().st_size / 1000:7.1f} kB  {picture.target}\n")


if __name__ == "__main__":
    main()
