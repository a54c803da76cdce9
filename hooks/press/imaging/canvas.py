"""What the mark is measured against: the pixels as one sees them, wherever they come from."""

from __future__ import annotations

from typing import Protocol

from PIL import Image

from press.imaging.colour import to_srgb


class Canvas(Protocol):
    """Anything that has a size and shows any part of itself as sRGB (mode RGB or RGBA): a Pillow image, for one."""

    @property
    def width(self) -> int:
        """Width in px."""

    @property
    def height(self) -> int:
        """Height in px."""

    def crop(self, box: tuple[int, int, int, int], /) -> Image.Image:
        """Return the part between (left, top) and (right, bottom)."""


class Seen:
    """A picture in its own colour space, turned into sRGB only where it is looked at.

    Turning all of a large photograph for the sake of one corner would take as long as decoding it.
    """

    def __init__(self, image: Image.Image, profile: bytes = b"") -> None:
        """Look at `image`, whose colours are those of an ICC `profile` (none: sRGB)."""
        self._image = image
        self._profile = profile
        self._known: dict[tuple[tuple[int, int, int, int], int], Image.Image] = {}

    @property
    def width(self) -> int:
        """Width in px."""
        return self._image.width

    @property
    def height(self) -> int:
        """Height in px."""
        return self._image.height

    def crop(self, box: tuple[int, int, int, int], /) -> Image.Image:
        """Return a part as sRGB."""
        return self._as_srgb(self._image.crop(box))

    def sample(self, box: tuple[int, int, int, int], step: int) -> Image.Image:
        """Return every `step`-th row and column of a part as sRGB, each the middle one of `step`; not to be changed.

        What is left of the part at its right and bottom, less than a step, is not looked at.
        """
        if (box, step) not in self._known:
            left, top, right, bottom = box
            width, height = (right - left) // step, (bottom - top) // step
            taken = (left, top, left + width * step, top + height * step)
            few = self._image.resize((width, height), Image.Resampling.NEAREST, taken)
            self._known[box, step] = self._as_srgb(few)
        return self._known[box, step]

    def _as_srgb(self, part: Image.Image) -> Image.Image:
        part.info = {"icc_profile": self._profile} if self._profile else {}
        return to_srgb(part)
