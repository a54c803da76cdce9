"""The content rules as one build holds them against the library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from press.content.shelf import digest_of_file
from press.content.tree import Tree, docs_prefix
from press.findings import Finding
from press.model import Library
from press.rules.audit import begin_audit
from press.rules.load import load_rules
from press.rules.memory import AuditMemory
from press.rules.rule import Rule
from press.site.inputs import SiteInputs
from press.site.page_store import digest_of
from press.sources import folders_digest

COUNTY_RULES = "rules.yml"
"""File in docs/ by which a county sets how much a rule matters to it."""
_FOLLOWED = frozenset({"link/dead", "link/unpublished", "link/other-case"})
"""Rules on links: a build follows every link itself (`press.site.follow`)."""


@dataclass(frozen=True, slots=True)
class RulesAtHand:
    """The rules of one build, read.

    findings  what is wrong with the rule files
    """

    inputs: SiteInputs
    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]
    memory: AuditMemory

    def hold(self, library: Library, tree: Tree) -> tuple[Finding, ...]:
        """Audit every document, and return all findings; what did not change since the last build is remembered."""
        return self.begin(library, tree)()

    def begin(self, library: Library, tree: Tree) -> Callable[[], tuple[Finding, ...]]:
        """Begin what `hold` does, in other processes if there are any; what is returned joins in, once, and returns."""
        inputs = self.inputs
        prefix = docs_prefix(inputs.docs, inputs.root)
        audited = begin_audit(library, inputs.docs, self.rules, inputs.today, prefix, self.memory, inputs.jobs, tree)

        def finish() -> tuple[Finding, ...]:
            try:
                return (*self.findings, *audited())
            finally:
                self.memory.close()

        return finish


def read_rules(inputs: SiteInputs) -> RulesAtHand:
    """Read the rules of the product and the levels a county has set."""
    county = inputs.docs / COUNTY_RULES
    program = Path(__file__).resolve().parents[1]
    rooms = (program / "rules", program / "markup", program / "expressions")
    sources = folders_digest((inputs.overlays / "rules",)), folders_digest(rooms), digest_of_file(county)
    memory = AuditMemory(inputs.cache / "audit.sqlite", digest_of(*sources)[:32])
    known = memory.is_sound()
    loaded = load_rules(inputs.overlays / "rules", county, inputs.root, trusted=known)
    if not loaded.findings and not known:
        memory.note_sound()
    rules = tuple(rule for rule in loaded.value if rule.id not in _FOLLOWED)
    return RulesAtHand(inputs, rules, loaded.findings, memory)
