"""Everything in docs/, read, checked and linked: the one entry of this package for the rest of the press."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TypeVar, cast

from press.content.aliases import settle
from press.content.bulletins import bulletin, one_a_month
from press.content.catalogue import Catalogue
from press.content.documents import Desk, Illustrated, article, plain_page
from press.content.illustrations import date_pictures
from press.content.manuscripts import SECTIONS, Manuscript
from press.content.media import bare_graphics, bare_videos, files_of, graphic, video
from press.content.people import Directory, load_county, load_doctors
from press.content.references import resolve
from press.content.remarks import Remarks
from press.content.schema import ArticleFields, BulletinFields, Common, GraphicFields, VideoFields
from press.content.slugs import assign_slugs
from press.content.survey import Survey
from press.content.tree import MARKDOWN, OFFICE, Tree, docs_prefix
from press.findings import Checked, Finding, sort_findings
from press.model import Article, Bulletin, County, Doctor, Document, Graphic, Kind, Library, Video

D = TypeVar("D", bound=Document)
F = TypeVar("F", bound=Common)


@dataclass(slots=True)
class _Loading:
    """The state of one load: what was found wrong, and what stays unpublished."""

    prefix: str
    findings: list[Finding] = field(default_factory=list)
    withheld: list[PurePosixPath] = field(default_factory=list)
    pads: list[Remarks] = field(default_factory=list)

    def pad(self, path: PurePosixPath) -> Remarks:
        """A new pad for a file; its remarks end up in the result."""
        remarks = Remarks(f"{self.prefix}/{path}" if path.parts else self.prefix)
        self.pads.append(remarks)
        return remarks

    def result(self) -> tuple[Finding, ...]:
        return sort_findings([*self.findings, *(finding for pad in self.pads for finding in pad.noted)])


def load_library(docs: Path, project_root: Path, survey: Survey | None = None) -> Checked[Library]:
    """Read all of docs/.

    Steps: list the files; read doctors and county; read every Markdown file; give slugs; link videos and graphics,
    then articles (which name videos), then bulletins (which name both); date the pictures.

    Args:
        docs: the content folder.
        project_root: findings name files relative to it; a docs folder elsewhere is named by its own name.
        survey: of the same folder, if one was made.

    Returns:
        The library with every finding of every file. Drafts are checked for form only.
    """
    loading = _Loading(docs_prefix(docs, project_root))
    survey = survey or Survey(docs, loading.prefix)
    tree = survey.tree
    loading.findings.extend(tree.findings)
    loading.withheld.extend(tree.refused)
    doctors, county = _people(docs, tree, loading)
    _tell_strays(tree, loading)
    manuscripts = _read_all(survey, loading)
    drafts = [manuscript for manuscript in manuscripts if manuscript.fields.draft]
    desk = Desk(docs, tree, Directory(doctors))
    linked = _link([item for item in manuscripts if not item.fields.draft], drafts, desk, loading)
    documents = settle([item.document for item in linked], {item.path: item for item in manuscripts})
    library = Library(
        county=county,
        doctors=doctors,
        articles=_of(documents, Article),
        videos=_of(documents, Video),
        graphics=_of(documents, Graphic),
        bulletins=_of(documents, Bulletin),
        plain=_ordered([document for document in documents if document.kind is Kind.PLAIN]),
        drafts=tuple(sorted(draft.path for draft in drafts)),
        withheld=tuple(sorted(loading.withheld)),
        pictures=date_pictures(
            ((item.document, path) for item in linked for path in item.pictures),
            frozenset(doc.picture for doc in documents if isinstance(doc, Graphic) and doc.picture),
        ),
    )
    return Checked(library, loading.result() if doctors else _without_doctors(loading.result(), loading.prefix))


def _without_doctors(findings: tuple[Finding, ...], prefix: str) -> tuple[Finding, ...]:
    """Say once that there is no doctor at all; each by-line would be an error of its own and hide the cause."""
    others = [finding for finding in findings if finding.rule_id != "content/unknown-doctor"]
    lost, name = len(findings) - len(others), f"{prefix}/doctors.yml"
    if not lost:
        return findings
    faulty = any(finding.path == name for finding in others)
    remarks = Remarks(name)
    remarks.error(
        "no-doctors",
        f"没有读到一位医师，{lost} 处署名没有显示",
        "先改正这个文件里的错误" if faulty else f"建一个 {name}，写上每位医师的 编号、姓名、职称、单位、科室",
    )
    return sort_findings([*others, *remarks.noted])


def _people(docs: Path, tree: Tree, loading: _Loading) -> tuple[dict[str, Doctor], County]:
    doctors: dict[str, Doctor] = {}
    county = County()
    if PurePosixPath("doctors.yml") in tree.files:
        checked = load_doctors(docs / "doctors.yml", f"{loading.prefix}/doctors.yml")
        doctors = checked.value
        loading.findings.extend(checked.findings)
    if PurePosixPath("county.yml") in tree.files:
        read = load_county(docs / "county.yml", f"{loading.prefix}/county.yml")
        county = read.value
        loading.findings.extend(read.findings)
    else:
        hint = f"建一个 {loading.prefix}/county.yml，写上 名称、网站名称、主办、承办、电话"
        loading.pad(PurePosixPath("county.yml")).notice("no-county", "没有写是哪个县的网站，页脚不显示主办单位", hint)
    return doctors, county


def _tell_strays(tree: Tree, loading: _Loading) -> None:
    """Files in a section's folder that people expect to be published but that cannot be."""
    for path in tree.files:
        suffix = path.suffix.lower()
        if suffix in MARKDOWN and path.suffix != suffix:
            message = f"扩展名 {path.suffix} 要用小写，这一篇没有发布"
            loading.pad(path).error("suffix-case", message, f"文件改名为 {path.stem}{suffix}")
            loading.withheld.append(path)
        elif len(path.parts) > 1 and path.parts[0] in SECTIONS and suffix in OFFICE:
            hint = "把文字复制到同名的 .md 文件里，图片另存到旁边；要原样供人下载，就放到 docs/files/"
            loading.pad(path).warning("office-file", f"{suffix} 文件不会变成网页", hint)


def _read_all(survey: Survey, loading: _Loading) -> list[Manuscript[Common]]:
    manuscripts = []
    for path, manuscript, remarks in survey.readings():
        loading.pads.append(remarks)
        if manuscript is None:
            loading.withheld.append(path)
        else:
            manuscripts.append(manuscript)
    return manuscripts


def _typed(manuscripts: Iterable[Manuscript[Common]], model: type[F]) -> list[Manuscript[F]]:
    """The manuscripts whose front matter is of one model (each kind has its own)."""
    return [cast("Manuscript[F]", item) for item in manuscripts if isinstance(item.fields, model)]


def _link(
    manuscripts: Sequence[Manuscript[Common]],
    drafts: Sequence[Manuscript[Common]],
    desk: Desk,
    loading: _Loading,
) -> list[Illustrated]:
    """Every publishable document, in dependency order of its kind."""
    manuscripts = [item for item in manuscripts if not _is_empty(item, loading)]
    slugs: dict[PurePosixPath, str] = {}
    for kind in (Kind.ARTICLE, Kind.VIDEO, Kind.GRAPHIC, Kind.PLAIN):
        slugs |= assign_slugs([item for item in manuscripts if item.kind is kind])
    boards = one_a_month(_typed(manuscripts, BulletinFields))
    published = slugs.keys() | {item.path for item, _ in boards}
    loading.withheld.extend(item.path for item in manuscripts if item.path not in published)
    kept = [item for item in manuscripts if item.path in slugs]

    hidden = _draft_files(drafts, desk.tree)
    videos = [video(item, slugs[item.path], desk) for item in _typed(kept, VideoFields)]
    videos += bare_videos(_others(desk.tree, hidden, videos), _slugs(videos), loading.pad)
    graphics = [graphic(item, slugs[item.path], desk) for item in _typed(kept, GraphicFields)]
    graphics += bare_graphics(_others(desk.tree, hidden, graphics), _slugs(graphics), loading.pad)
    films = Catalogue(_of((item.document for item in videos), Video), drafts)
    articles = [article(item, slugs[item.path], desk, films) for item in _typed(kept, ArticleFields)]
    texts = Catalogue(_of((item.document for item in articles), Article), drafts)
    bulletins = [bulletin(item, month, desk, texts, films) for item, month in boards]
    plain = [plain_page(item, slugs[item.path], desk) for item in kept if item.kind is Kind.PLAIN]
    return [*articles, *videos, *graphics, *bulletins, *plain]


def _is_empty(manuscript: Manuscript[Common], loading: _Loading) -> bool:
    """Whether an article has nothing to read: then it is withheld."""
    if manuscript.kind is not Kind.ARTICLE or not manuscript.body.is_empty:
        return False
    hint = "在资料区下面写正文；还没写好就加一行 draft: true"
    manuscript.remarks.error("empty-body", "正文是空的，这一篇没有发布", hint)
    loading.withheld.append(manuscript.path)
    return True


def _draft_files(drafts: Iterable[Manuscript[Common]], tree: Tree) -> frozenset[PurePosixPath]:
    """Pictures and films that drafts describe: they must not be published as bare files."""
    found: set[PurePosixPath | None] = set()
    for draft in drafts:
        written = [shown.written for shown in draft.shown]
        if isinstance(draft.fields, VideoFields):
            written += [draft.fields.file or "", draft.fields.poster or ""]
        elif isinstance(draft.fields, GraphicFields):
            written.append(draft.fields.picture or "")
        found.update(resolve(one, draft.path.parent, tree, from_root=True).path for one in written)
    return frozenset(path for path in found if path is not None)


def _others(tree: Tree, hidden: frozenset[PurePosixPath], linked: Iterable[Illustrated]) -> list[PurePosixPath]:
    """Files that no draft and none of the given documents uses."""
    used = hidden | files_of(linked)
    return [path for path in tree.files if path not in used]


def _slugs(linked: Iterable[Illustrated]) -> frozenset[str]:
    return frozenset(item.document.slug for item in linked)


def _of(documents: Iterable[Document], kind: type[D]) -> tuple[D, ...]:
    return _ordered(document for document in documents if isinstance(document, kind))


def _ordered(documents: Iterable[D]) -> tuple[D, ...]:
    """Newest first, then by slug; undated ones last."""
    return tuple(sorted(documents, key=lambda one: (-one.published.toordinal() if one.published else 1, one.slug)))
