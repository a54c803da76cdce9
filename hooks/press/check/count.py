"""From what was seen in each file to the figures of the report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from press.campaign.model import Campaign
from press.check.compliance import Compliance, Coverage, Exemption, Gap
from press.check.inventory import SiteFile
from press.check.product import Product
from press.check.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Looked:
    """A published file, what it is used as, and why it need not be looked at (empty: it must)."""

    file: SiteFile
    product: Product | None
    exempt: str = ""


def compliance_of(
    looked: Sequence[Looked],
    verdicts: Mapping[str, Verdict],
    campaigns: Sequence[Campaign],
    *,
    on: dt.date,
    digest: str,
) -> Compliance:
    """Count. Kinds of which nothing was published are left out."""
    kinds: dict[Product, list[Looked]] = {product: [] for product in Product}
    for one in looked:
        if one.product is not None:
            kinds[one.product].append(one)
    coverage = [_coverage(product, of_kind, verdicts) for product, of_kind in kinds.items()]
    shown = tuple(one for one in coverage if one.must or one.exempt)
    return Compliance(on, digest, len(looked), tuple(campaigns), shown)


def _coverage(product: Product, looked: Iterable[Looked], verdicts: Mapping[str, Verdict]) -> Coverage:
    gaps: list[Gap] = []
    exempt: list[Exemption] = []
    contrasts: list[float] = []
    must = marked = places = 0
    for one in looked:
        verdict = verdicts.get(one.file.path, Verdict())
        reason = one.exempt or verdict.exempt
        if reason and product is not Product.PAGE:
            exempt.append(Exemption(one.file.path, reason))
            continue
        must += 1
        places += verdict.places
        marked += not verdict.faults
        gaps += [Gap(one.file.path, fault.rule, fault.reason, fault.hint) for fault in verdict.faults]
        if verdict.seen is not None and not verdict.faults:
            contrasts.append(verdict.seen.contrast)
    return Coverage(product, must, marked, places, tuple(gaps), tuple(exempt), min(contrasts, default=None))
