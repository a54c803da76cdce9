"""A project made of material nobody here wrote, laid out as a county would have it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.end_to_end.engines import ROOT

CORPORA = ROOT.parent / "shared" / "corpora"


def project(folder: Path, docs: Path) -> Path:
    """Write a `mkdocs.yml` that uses this project's hooks and overlays on another docs folder."""
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    settings = settings.replace("docs_dir: docs", f"docs_dir: {json.dumps(str(docs))}")
    settings = settings.replace("hooks/engine_events.py", json.dumps(str(ROOT / "hooks" / "engine_events.py")))
    settings = settings.replace("overlays/theme", json.dumps(str(ROOT / "overlays" / "theme")))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mkdocs.yml").write_text(settings, "utf-8")
    return folder


def gather(docs: Path) -> Path:
    """Copy recipes and essays as articles, photographs as graphics, films as videos, web captures as documents."""
    shutil.copytree(CORPORA / "recipes", docs / "articles" / "recipes", copy_function=shutil.copyfile)
    shutil.copytree(CORPORA / "livelonger", docs / "articles" / "livelonger", copy_function=shutil.copyfile)
    graphics, videos, seeds = docs / "graphics", docs / "videos", docs / "articles" / "seeds"
    for folder in (graphics, videos, seeds):
        folder.mkdir(parents=True)
    for picture in sorted((CORPORA / "exif-orientation").glob("*.jpg")):
        shutil.copyfile(picture, graphics / picture.name)
    for picture in sorted((CORPORA / "recipes").rglob("*")):
        if picture.suffix.lower() in {".jpg", ".jpeg", ".png"}:
            shutil.copyfile(picture, graphics / f"{picture.parent.name}-{picture.name}")
    for film in sorted((CORPORA / "videos").iterdir()):
        if film.suffix != ".json":
            shutil.copyfile(film, videos / film.name)
    for seed in sorted((CORPORA / "seeds").glob("*.txt")):
        shutil.copyfile(seed, seeds / f"{seed.stem}.md")
    return docs
