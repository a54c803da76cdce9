"""The kinds of things a site publishes."""

from __future__ import annotations

from enum import StrEnum


class Product(StrEnum):
    """What is published, in the order of the report."""

    PAGE = "page"
    PICTURE = "picture"
    POSTER = "poster"
    FILM = "film"
    PDF = "pdf"
    WORD = "word"
    SLIDES = "slides"
    PREVIEW = "preview"
    ARCHIVE = "archive"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Chinese word in the report."""
        return _LABELS[self]


_LABELS = {
    Product.PAGE: "网页",
    Product.PICTURE: "图片、海报、长图",
    Product.POSTER: "视频封面",
    Product.FILM: "视频画面",
    Product.PDF: "PDF 文件",
    Product.WORD: "Word 文档",
    Product.SLIDES: "演示文稿",
    Product.PREVIEW: "印刷品预览图",
    Product.ARCHIVE: "压缩包",
    Product.OTHER: "其他文档",
}
