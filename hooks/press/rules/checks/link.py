"""Links and entrances that make a page an advertisement: shops, booking, the institution itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from press.expressions.expression import Expression
from press.rules.checks.border import Params, Texts
from press.rules.language import Language
from press.rules.page import Page, Part
from press.rules.rule import Check, Hit, quoted


class LinkParams(Params):
    """A link strikes by its host, by its address or by its words.

    hosts         domain names, subdomains included
    addresses     expressions searched in the address
    words         expressions searched in the link's words
    institutions  whether words that name an institution of the site strike
    named         expressions of institutions; when given, the page must name one in its text or by its authors
    """

    hosts: Texts = ()
    addresses: Texts = ()
    words: Texts = ()
    institutions: bool = False
    named: Texts = ()


def make(params: LinkParams, language: Language) -> Check:
    """Make the check.

    Raises:
        ValueError: an expression is wrong or a name unknown.
    """
    hosts = tuple(host.lower() for host in params.hosts)
    addresses = language.compile_any(params.addresses)
    words = language.compile_any(params.words)
    named = language.compile_any(params.named)

    def check(page: Page, parts: frozenset[Part]) -> Iterator[Hit]:
        if Part.BODY not in parts or not page.links or (named is not None and not names_institution(page, named)):
            return
        for link in page.links:
            outside = re.match(r"(?:[a-z][a-z0-9+.-]*:)?//|#小程序", link.address, re.IGNORECASE) is not None
            if (
                _is_of(host_of(link.address), hosts)
                or (addresses and addresses.compiled.search(link.address))
                or (outside and words and words.compiled.search(link.words))
                or (outside and params.institutions and _names(link.words, page.site.institutions))
            ):
                yield Hit(link.place, {"hit": quoted(link.words or link.address), "address": quoted(link.address)})

    return check


def host_of(address: str) -> str:
    """Host name of an address, lower case; empty when there is none."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _is_of(host: str, domains: tuple[str, ...]) -> bool:
    return bool(host) and any(host == domain or host.endswith("." + domain) for domain in domains)


def _names(words: str, institutions: frozenset[str]) -> bool:
    return any(name in words for name in institutions)


def names_institution(page: Page, named: Expression) -> bool:
    """Whether a page speaks of an institution: by its authors, by a name of the site, or by a name like one."""
    if page.signed_by:
        return True
    texts = [passage.text for passage in page.passages]
    return any(_names(text, page.site.institutions) or named.compiled.search(text) for text in texts)
