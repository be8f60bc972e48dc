"""Printed documents: typst sets them in Sarabun, from data of which nothing is read as markup.

One class a document, joined afterwards: one document of hundreds of pages would take 1.5 GB (research,
stack 2). The same data give the same bytes.
"""

import io
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pikepdf
import typst

TEMPLATES = Path(str(files("lec.reports"))) / "typst"


def compile_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """One document from a template of `typst/`, tagged for screen readers."""
    written = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return bytes(written)


def joined(documents: Sequence[bytes]) -> bytes:
    """Several documents, one behind the other; one alone stays as it is, with its tags."""
    if len(documents) == 1:
        return documents[0]
    whole = pikepdf.Pdf.new()
    for document in documents:
        with pikepdf.Pdf.open(io.BytesIO(document)) as part:
            whole.pages.extend(part.pages)
    out = io.BytesIO()
    whole.save(out, deterministic_id=True)
    return out.getvalue()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(files("fontpkg_sarabun") / "files")])
