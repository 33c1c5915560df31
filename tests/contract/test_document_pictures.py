"""Scanned pages, read by RapidOCR."""

from __future__ import annotations

import io

import pytest

from tests.rig.documents import lines, pdf
from voice_assistant.documents.base import Kind
from voice_assistant.documents.opening import open_document

TEXT = "The machine stood in the corner and\nnobody had looked at it for years."

pytestmark = [
    pytest.mark.contract,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of the reader's own libraries
]


def picture(format: str) -> bytes:
    """A page as a scanner gives it, as a picture ("PNG") or in a PDF without a text ("PDF")."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf([lines(TEXT, 72, 100, size=16)]))
    out = io.BytesIO()
    document[0].render(scale=1.5).to_pil().save(out, format)
    document.close()
    return out.getvalue()


@pytest.mark.parametrize("format", ["PNG", "PDF"])
def test_a_scan_is_read(format: str) -> None:
    (block,) = open_document(picture(format), name=f"scan.{format.lower()}").blocks()
    assert block.kind is Kind.PARAGRAPH
    assert block.text == TEXT.replace("\n", " ")
