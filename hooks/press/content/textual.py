"""What the words of a file tell, without its front matter being understood."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from press.content.pictures import Shown, find_pictures
from press.content.prose import Body, read, same_title
from press.content.rare import rare_characters
from press.model import Kind


@dataclass(frozen=True, slots=True)
class Textual:
    """What the words of a file tell.

    body   of its body
    shown  the pictures in it
    rare   the rare characters in the whole file
    """

    body: Body
    shown: tuple[Shown, ...]
    rare: str


def textual_part(text: str, front_lines: int) -> Textual:
    """Look through a decoded file.

    Args:
        text: the whole of it.
        front_lines: lines that its front matter takes.
    """
    body = text.split("\n", front_lines)[-1] if front_lines else text
    return Textual(read(body), find_pictures(body, front_lines + 1), "".join(rare_characters(text)))


def digest_of_lines(text: str, count: int) -> str:
    """Return the SHA-256 hex of the first lines of a decoded file."""
    lines = "\n".join(text.split("\n", count)[:count])
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()


def repeats(kind: Kind, title: str, body: Body) -> bool:
    """Whether a body begins with a heading that repeats the title, which pages print themselves."""
    return kind is not Kind.PLAIN and body.heading != "" and same_title(title, body.heading)
