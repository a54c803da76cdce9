"""A county's docs/ folder of any size, for measuring: the same seed writes the same bytes.

    python -m tests.bench.county FOLDER 3000                # FOLDER/docs with 3,000 articles, no pictures
    python -m tests.bench.county FOLDER 200 --pictures 200  # every article with a picture of its own

Sentences come from patterns with slots (herbs, complaints, foods, places, people), so titles and topics repeat as they
do in a county; a third of the words come from a Zipf-distributed made-up lexicon, so that the number of different
two-character words grows with the corpus as it does in real text (Heaps' law): an index that is measured on a few
patterns alone looks far smaller than it will be.
"""

from __future__ import annotations

import argparse
import bisect
import datetime as dt
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench import phrases

FIRST_DAY = dt.date(2016, 1, 4)
ARTICLES_A_DAY = 3
LEXICON = 150_000
"""Made-up words."""
PICTURE_SIZE = (1280, 720)
REVIEW_YEARS = 20
"""Nothing is overdue: ten thousand findings would be measured with the build."""


def _dice(name: str) -> random.Random:
    return random.Random(name)  # noqa: S311 - texts that must come out the same again, no secrets


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Made-up words with cumulative Zipf weights."""

    words: tuple[str, ...]
    weights: tuple[float, ...]

    def word(self, dice: random.Random) -> str:
        """Draw one word, the first ones far more often."""
        return self.words[bisect.bisect(self.weights, dice.random() * self.weights[-1])]


def lexicon(seed: int) -> Lexicon:
    """Make words of two or three of the 3,755 common characters (GB 2312, level 1), common ones more often."""
    dice = _dice(f"lexicon {seed}")
    signs = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)]
    dice.shuffle(signs)
    weights = list(itertools.accumulate(1 / (place + 20) for place in range(len(signs))))
    words: dict[str, None] = {}
    while len(words) < LEXICON:
        length = 3 if dice.random() < 0.15 else 2
        words["".join(dice.choices(signs, cum_weights=weights, k=length))] = None
    return Lexicon(tuple(words), tuple(itertools.accumulate(1 / (place + 100) for place in range(LEXICON))))


@dataclass(frozen=True, slots=True)
class Doctor:
    """One entry of doctors.yml."""

    id: str
    name: str
    title: str
    institution: str
    department: str


def doctors(articles: int, seed: int) -> tuple[Doctor, ...]:
    """One doctor for about 25 articles, at least eight."""
    dice = _dice(f"doctors {seed}")
    return tuple(
        Doctor(
            f"doctor-{number:03d}",
            dice.choice(phrases.SURNAMES) + "".join(dice.choices(phrases.GIVEN, k=dice.choice((1, 2, 2)))),
            dice.choice(phrases.TITLES),
            f"{dice.choice(phrases.TOWNS)}{dice.choice(phrases.INSTITUTIONS)}",
            dice.choice(phrases.DEPARTMENTS),
        )
        for number in range(max(8, articles // 25))
    )


class _Writer:
    """Writes the words of one article."""

    def __init__(self, dice: random.Random, words: Lexicon) -> None:
        self.dice, self.words = dice, words
        self.subject = dice.choice(phrases.SUBJECTS)

    def fill(self, pattern: str) -> str:
        """Fill every slot `{name}` of a pattern."""
        parts = pattern.split("{")
        filled = [parts[0]]
        for part in parts[1:]:
            slot, _, rest = part.partition("}")
            filled += [self._slot(slot), rest]
        return "".join(filled)

    def _slot(self, slot: str) -> str:
        if slot == "subject":
            return self.subject
        if slot == "word":
            return self.words.word(self.dice)
        if slot == "number":
            return str(self.dice.randint(2, 60))
        return self.dice.choice(phrases.SLOTS[slot])

    def sentence(self) -> str:
        return self.fill(self.dice.choice(phrases.SENTENCES))

    def paragraph(self) -> str:
        return "".join(self.sentence() for _ in range(self.dice.randint(3, 5)))

    def title(self) -> str:
        return self.fill(self.dice.choice(phrases.HEADLINES))


def _table(writer: _Writer) -> Iterator[str]:
    yield "| 情况 | 怎么做 | 提醒 |"
    yield "|---|---|---|"
    for _ in range(3):
        yield f"| {writer.fill('{complaint}')} | {writer.fill('{action}')} | {writer.fill('{word}{word}')} |"
    yield ""


def body(writer: _Writer, picture: str) -> str:
    """About 1,800 characters: a lead, five sections, a table, a list, and a picture if there is one."""
    lines = [writer.paragraph(), "", "<!-- more -->", ""]
    if picture:
        lines += [f"![{writer.subject}]({picture})", ""]
    for number, heading in enumerate(writer.dice.sample(phrases.HEADINGS, 5)):
        lines += [f"## {writer.fill(heading)}", "", *(line for _ in range(2) for line in (writer.paragraph(), ""))]
        if number == 1:
            lines += _table(writer)
        if number == 2:
            lines += [*(f"- {writer.sentence()}" for _ in range(4)), ""]
        lines += [writer.paragraph(), ""]
    return "\n".join(lines)


def article(number: int, seed: int, people: tuple[Doctor, ...], words: Lexicon, *, pictures: int) -> str:
    """Return the Markdown of article `number`; depends on nothing but its arguments.

    Args:
        number: from 0.
        seed: of the corpus.
        people: who may have written it.
        words: made-up words.
        pictures: different pictures that the articles share in turn; 0 for none.
    """
    dice = _dice(f"article {seed} {number}")
    writer = _Writer(dice, words)
    day = FIRST_DAY + dt.timedelta(days=number // ARTICLES_A_DAY)
    picture = f"pictures/{number % pictures:05d}.jpg" if pictures else ""
    matter = [
        "---",
        f"title: {writer.title()}",
        f"date: {day}",
        f"slug: {slug(number)}",
        f"authors: [{dice.choice(people).id}]",
        f"reviewer: {dice.choice(people).id}",
        f"reviewed: {day}",
        f"review_due: {day.replace(year=day.year + REVIEW_YEARS, day=min(day.day, 28))}",
        "sources:",
        "  - 《中国公民中医养生保健素养》（2014年）",
        f"audience: [{dice.choice(phrases.AUDIENCE)}]",
        f"topics: [{', '.join(dice.sample(phrases.TOPICS, dice.choice((1, 2))))}]",
        "key_points:",
        *(f"  - {writer.fill(dice.choice(phrases.POINTS))}" for _ in range(3)),
        "---",
        "",
    ]
    return "\n".join(matter) + body(writer, picture)


def slug(number: int) -> str:
    """Return the address of an article without folder and ending."""
    return f"article-{number:05d}"


def _write_picture(file: Path, number: int, seed: int) -> None:
    from PIL import Image, ImageDraw  # noqa: PLC0415 - needed only here, for corpora with pictures

    dice = _dice(f"picture {seed} {number}")
    picture = Image.new("RGB", PICTURE_SIZE, tuple(dice.randrange(160, 256) for _ in range(3)))
    pen = ImageDraw.Draw(picture)
    for _ in range(24):
        x, y, size = dice.randrange(PICTURE_SIZE[0]), dice.randrange(PICTURE_SIZE[1]), dice.randrange(20, 240)
        pen.ellipse((x, y, x + size, y + size), fill=tuple(dice.randrange(256) for _ in range(3)))
    picture.save(file, quality=85)


def write_county(folder: Path, articles: int, seed: int = 1, *, pictures: int = 0) -> Path:
    """Write `folder`/docs and return it.

    Args:
        folder: project root to be; made when missing.
        articles: how many; article n is the same in every corpus of one seed, whatever its size (but for its doctors).
        seed: another seed, other texts.
        pictures: how many different 1280 × 720 JPEGs the articles share in turn; 0 for none.
    """
    docs = folder / "docs"
    (docs / "articles" / "pictures").mkdir(parents=True, exist_ok=True)
    people, words = doctors(articles, seed), lexicon(seed)
    entries = (
        f"{one.id}:\n  name: {one.name}\n  title: {one.title}\n"
        f"  institution: {one.institution}\n  department: {one.department}\n"
        for one in people
    )
    (docs / "doctors.yml").write_text("".join(entries), "utf-8", newline="\n")
    (docs / "county.yml").write_text("name: 量化县\nsite_title: 量化县健康科普\n", "utf-8", newline="\n")
    (docs / "index.md").write_text("---\ntitle: 首页\n---\n\n欢迎。\n", "utf-8", newline="\n")
    for number in range(articles):
        text = article(number, seed, people, words, pictures=pictures)
        (docs / "articles" / f"{slug(number)}.md").write_text(text, "utf-8", newline="\n")
    for number in range(min(pictures, articles)):
        _write_picture(docs / "articles" / "pictures" / f"{number:05d}.jpg", number, seed)
    return docs


def main() -> None:
    """Write a corpus from the command line."""
    parser = argparse.ArgumentParser(description="Write a generated county corpus.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("articles", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pictures", type=int, default=0)
    chosen = parser.parse_args()
    write_county(chosen.folder, chosen.articles, chosen.seed, pictures=chosen.pictures)


if __name__ == "__main__":
    main()
