"""The content rules as one build holds them against the library."""

from __future__ import annotations

from pathlib import Path

from press.content.shelf import digest_of_file
from press.content.tree import Tree, docs_prefix
from press.findings import Finding
from press.model import Library
from press.rules.audit import audit
from press.rules.load import load_rules
from press.rules.memory import AuditMemory
from press.site.inputs import SiteInputs
from press.site.page_store import digest_of
from press.sources import folders_digest

COUNTY_RULES = "rules.yml"
"""File in docs/ by which a county sets how much a rule matters to it."""
_FOLLOWED = frozenset({"link/dead", "link/unpublished", "link/other-case"})
"""Rules on links: a build follows every link itself (`press.site.follow`)."""


def hold_rules(inputs: SiteInputs, library: Library, tree: Tree) -> tuple[Finding, ...]:
    """Audit every document; what did not change since the last build is remembered."""
    county = inputs.docs / COUNTY_RULES
    program = Path(__file__).resolve().parents[1]
    rooms = (program / "rules", program / "markup", program / "expressions")
    sources = folders_digest((inputs.overlays / "rules",)), folders_digest(rooms), digest_of_file(county)
    memory = AuditMemory(inputs.cache / "audit.sqlite", digest_of(*sources)[:32])
    try:
        known = memory.is_sound()
        loaded = load_rules(inputs.overlays / "rules", county, inputs.root, trusted=known)
        if not loaded.findings and not known:
            memory.note_sound()
        rules = tuple(rule for rule in loaded.value if rule.id not in _FOLLOWED)
        prefix = docs_prefix(inputs.docs, inputs.root)
        found = audit(library, inputs.docs, rules, inputs.today, prefix, memory, inputs.jobs, tree)
    finally:
        memory.close()
    return (*loaded.findings, *found)
