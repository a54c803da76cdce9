"""What `overlays/print/formats.yml` may say: the pydantic border, and its faults in Chinese."""

from __future__ import annotations

import difflib
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import ErrorDetails

_Length = Annotated[float, Field(ge=0, le=5000)]
_Size = Annotated[float, Field(ge=5, le=300)]
_Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,29}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ProfileIn(_Part):
    """One output condition; see `press.print.sheet.Profile`."""

    file: Annotated[str, Field(pattern=r"^[^/\\:]+\.icc$|^[^/\\:]+\.icm$")]
    condition: Annotated[str, Field(min_length=1, max_length=60)]
    title: str = ""
    ink_limit: Annotated[float, Field(ge=200, le=400)] = 300


class FormatIn(_Part):
    """One sheet format; see the comments in the file itself."""

    id: _Id
    name: Annotated[str, Field(min_length=1, max_length=20)]
    trim: tuple[Annotated[float, Field(ge=50, le=5000)], Annotated[float, Field(ge=50, le=5000)]]
    bleed: Annotated[float, Field(ge=0, le=50)] = 3
    safe: Annotated[float, Field(ge=3, le=200)] = 5
    margin: Annotated[float, Field(ge=3, le=500)]
    columns: Annotated[int, Field(ge=1, le=12)]
    gutter: Annotated[float, Field(ge=2, le=200)]
    sides: Annotated[int, Field(ge=1, le=2)] = 1
    folds: list[_Length] = []
    body: tuple[_Size, _Size]
    small: _Size | None = None
    viewing: Annotated[float, Field(ge=150, le=20000)]
    ppi: Annotated[float, Field(ge=30, le=1200)]
    profile: str
    hang: Annotated[float, Field(ge=0, le=2500)] | None = None
    stock: str = ""
    below: Annotated[float, Field(ge=0, le=500)] = 0
    enabled: bool = True

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.body[0] >= self.body[1]:
            raise ValueError("body 的最小字号要小于最大字号")
        if self.margin < self.safe:
            raise ValueError(f"margin（{self.margin:g}）小于 safe（{self.safe:g}），文字会被裁到")
        least = 8 * self.body[0] * 25.4 / 72
        width = (self.trim[0] - 2 * self.margin - (self.columns - 1) * self.gutter) / self.columns
        if width < least:
            raise ValueError(f"每栏只有 {width:.0f} 毫米宽，最小字号也排不下 8 个字，请减少 columns 或缩小 margin")
        if self.small is not None and self.small > self.body[0]:
            raise ValueError("small 不能大于正文的最小字号")
        if self.folds and (self.folds != sorted(set(self.folds)) or self.folds[-1] >= self.trim[0]):
            raise ValueError("folds 要从左到右、从小到大写，并且都在纸内")
        if self.folds and (len(self.folds) != 2 or self.sides != 2):  # noqa: PLR2004 - two folds make three parts
            raise ValueError("折页目前只支持双面、两道折线的三折页")
        return self


_LIMITS = {"greater_than_equal": ("ge", "不能小于"), "less_than_equal": ("le", "不能大于")}


def fault_words(fault: ErrorDetails) -> tuple[str, str]:
    """Return what is wrong with one value, and what to write instead."""
    name = ".".join(str(part) for part in fault["loc"])
    kind = fault["type"]
    if kind == "value_error":
        return f"写法前后矛盾：{fault['ctx']['error']}", "对照文件开头的说明改正"
    if kind == "missing":
        return f"“{name}”没有写", "对照文件开头的说明补上"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(name, FormatIn.model_fields, n=1)
        return f"“{name}”没有这一项", f"是不是 {near[0]}？" if near else "删掉，或对照文件开头的说明"
    if kind in _LIMITS:
        limit, words = _LIMITS[kind]
        return f"“{name}”写的是 {fault['input']}，{words} {fault['ctx'][limit]:g}", "改成合理的数字"
    return f"“{name}”写得不对（现在写的是“{fault['input']}”）", "对照文件开头的说明改正"
