"""Who judges which kind of file; pages are judged elsewhere, for that takes the whole site."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from press.campaign.model import Campaign
from press.check.demands import demand_for
from press.check.films import check_film
from press.check.pdfs import check_pdf
from press.check.pictures import check_mark, check_picture
from press.check.product import Product
from press.check.slides import check_slides
from press.check.tasks import MARK, Task
from press.check.verdict import Verdict
from press.check.word import check_word
from press.tools.ffmpeg import Ffmpeg, find_ffmpeg


def judge_file(task: Task, campaigns: Sequence[Campaign]) -> Verdict:
    """Look for the mark in one file.

    Raises:
        MediaError: the file cannot be read.
        OSError: it is gone.
    """
    if task.kind == MARK:
        return check_mark(task.file, campaigns)
    product = Product(task.kind)
    demands = [demand_for(product, campaign) for campaign in campaigns]
    if product is Product.FILM:
        return check_film(task.file, campaigns, demands, _ffmpeg())
    if product is Product.PDF:
        return check_pdf(task.file, campaigns, demands)
    if product is Product.WORD:
        return check_word(task.file, campaigns, demands)
    if product is Product.SLIDES:
        return check_slides(task.file, campaigns, demands)
    return check_picture(task.file, campaigns, demands)


@cache
def _ffmpeg() -> Ffmpeg:
    return Ffmpeg(find_ffmpeg())
