"""The mark as form XObjects of one PDF: each style is stored once and drawn by name from every page."""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Dictionary, Name, Object, Pdf, Stream

from press.attachments.pdf_content import NOTE, noted
from press.campaign.badge import Style, badge_pdf
from press.campaign.model import Campaign

_POINTS = 24.0
"""Type size of the words in the form's own space."""

_FIXED_DATE = "D:20000101000000Z"


class Forms:
    """The mark's forms in one document."""

    def __init__(self, pdf: Pdf, campaign: Campaign, note: str) -> None:
        self._pdf = pdf
        self._campaign = campaign
        self._note = note
        self._made: dict[Style, Object] = {}

    def use(self, page: pikepdf.Page, style: Style) -> tuple[str, tuple[float, float]]:
        """Put a form into a page's resources; return its name (with slash) and its width and height."""
        form = self._form(style)
        _, _, width, height = (float(number) for number in form.BBox.as_list())
        return _named(page, form), (width, height)

    def _form(self, style: Style) -> Object:
        if style not in self._made:
            with pikepdf.open(io.BytesIO(badge_pdf(self._campaign, style, _POINTS))) as drawn:
                form = self._pdf.copy_foreign(drawn.make_indirect(drawn.pages[0].as_form_xobject()))
            form[NOTE] = pikepdf.String(self._note)
            form.LastModified = pikepdf.String(_FIXED_DATE)
            form.PieceInfo = Dictionary(
                XinglinPress=Dictionary(
                    LastModified=pikepdf.String(_FIXED_DATE),
                    Private=Dictionary(
                        Campaign=pikepdf.String(self._campaign.id), Recipe=pikepdf.String(self._campaign.recipe)
                    ),
                )
            )
            self._made[style] = form
        return self._made[style]


def carries_form(page: pikepdf.Page) -> bool:
    """Whether a page's resources hold a mark of ours, of whatever recipe."""
    return any(noted(thing) for thing in _xobjects(page).values())


def drop_forms(page: pikepdf.Page) -> None:
    """Take our forms out of a page's resources."""
    named = _xobjects(page)
    for name in [name for name, thing in named.items() if noted(thing)]:
        del named[Name(name)]


def _xobjects(page: pikepdf.Page) -> Dictionary:
    resources = page.obj.get(Name.Resources)
    named = resources.get(Name.XObject) if isinstance(resources, Dictionary) else None
    return named if isinstance(named, Dictionary) else Dictionary()


def _named(page: pikepdf.Page, form: Object) -> str:
    """Name a form in the page's resources, which may be shared with other pages: a name in use is never given again."""
    resources = page.obj.get(Name.Resources)
    if not isinstance(resources, Dictionary):
        resources = page.obj.Resources = Dictionary()
    named = resources.get(Name.XObject)
    if not isinstance(named, Dictionary) or isinstance(named, Stream):
        named = resources.XObject = Dictionary()
    number = 0
    while True:
        name = f"/XinglinMark{number}"
        present = named.get(name)
        if present is None:
            named[Name(name)] = form
        if present is None or present.objgen == form.objgen:
            return name
        number += 1
