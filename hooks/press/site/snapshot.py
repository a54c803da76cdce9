"""What a finished build came to: enough to make the next one when only texts have changed."""

from __future__ import annotations

import pickle  # our own memory of our own values; whoever can write it can write the program too
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from press.campaign.model import Campaign
from press.content.survey import Survey
from press.findings import Finding
from press.model import County, Doctor
from press.site.file_store import StoredFile
from press.site.media import MediaIndex
from press.site.views import SiteView


class PageRow(NamedTuple):
    """One page. `brief` is None for a page that is made from more than its own text."""

    url: str
    title: str
    brief: str | None
    text_key: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A finished build.

    state     digest of everything it depended on but the bytes of texts
    texts     SHA-256 hex of each text's bytes, by path relative to docs/
    pages     by source
    files     of the store, by site-relative address
    copies    other files by address
    sites     what all pages share, by the address of the mark's picture
    mark      address of the picture of today's mark
    findings  those that no edit of a text can change
    told      findings of rendered texts, by source
    search    name of the search index's last update
    rules     findings of the content rules
    counted   pages, pictures, posters
    """

    state: str
    texts: Mapping[str, str]
    pages: Mapping[str, PageRow]
    files: Mapping[str, StoredFile]
    copies: Mapping[str, Path]
    media: MediaIndex
    pictures: Mapping[str, str]
    sites: Mapping[str, SiteView]
    mark: str
    doctors: Mapping[str, Doctor]
    county: County
    campaigns: tuple[Campaign, ...]
    publisher: str
    findings: tuple[Finding, ...]
    search: str
    told: Mapping[str, tuple[Finding, ...]]
    rules: tuple[Finding, ...]
    counted: tuple[int, int, int]
    remarks: tuple[str, ...]

    def written(self) -> bytes:
        """Return the snapshot as bytes."""
        return pickle.dumps(self, pickle.HIGHEST_PROTOCOL)


def opened(data: bytes) -> Snapshot:
    """Return a snapshot from bytes that `Snapshot.written` made."""
    snapshot: Snapshot = pickle.loads(data)  # noqa: S301 - see above
    return snapshot


def texts_of(survey: Survey) -> dict[str, str]:
    """Return the digests of all texts as a snapshot keeps them."""
    return {str(path): digest for path, digest in survey.digests.items()}
