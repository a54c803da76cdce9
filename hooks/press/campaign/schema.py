"""What a campaign file may say: the pydantic border of `overlays/campaigns/*.yml`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
Share = Annotated[float, Field(gt=0, le=0.5)]
Words = Annotated[str, Field(min_length=1, max_length=30)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColoursIn(_Part):
    """Colours as `#RRGGBB`."""

    seal: Colour = "#A8322A"
    ink: Colour = "#24211D"
    paper: Colour = "#FBF7EF"


class SizeIn(_Part):
    """One product's size rule; see `press.campaign.model.SizeRule`."""

    text: Share
    largest: Share
    card: tuple[Annotated[int, Field(ge=64)] | None, Annotated[int, Field(ge=64)] | None]
    card_text: Annotated[float, Field(ge=6, le=40)]
    margin: Annotated[float, Field(ge=0, le=0.2)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.largest < self.text:
            raise ValueError("largest 不能小于 text")
        return self


class InsetIn(_Part):
    """One platform's inset."""

    right: Annotated[float, Field(ge=0, le=0.6)]
    bottom: Annotated[float, Field(ge=0, le=0.9)]


class VideoBurnIn(_Part):
    """Whether films themselves carry the mark, and up to which size."""

    enabled: bool = True
    max_megabytes: Annotated[float, Field(gt=0, le=100_000)] = 200


class CampaignIn(_Part):
    """A whole campaign file."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    title: Words
    text: Words
    stacked: Annotated[list[Words], Field(max_length=4)] = []
    seal: Annotated[str, Field(min_length=1, max_length=4)]
    source: str = ""
    starts: dt.date
    ends: dt.date | None = None
    year: Annotated[int, Field(ge=1949, le=2100)] | None = None
    goal: Annotated[int, Field(ge=1)] = 1000
    colours: ColoursIn = ColoursIn()
    art: str | None = None
    art_light: str | None = None
    document: SizeIn
    video: SizeIn
    least_text: Annotated[float, Field(ge=6, le=40)] = 11
    widest: Annotated[float, Field(ge=0.2, le=0.95)] = 0.62
    contrast: Annotated[float, Field(ge=3, le=12)] = 4.5
    platforms: dict[str, InsetIn] = {}
    video_burn: VideoBurnIn = VideoBurnIn()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.ends is not None and self.ends < self.starts:
            raise ValueError("ends 早于 starts")
        if self.stacked and "".join(self.stacked) != self.text:
            raise ValueError("stacked 各行连起来要与 text 一字不差")
        return self
