"""Several papers as one file, so that a clerk prints them with one press; each by itself stays what was issued."""

import io
from collections.abc import Sequence

import pypdfium2

from agencies.contents import PDFIUM_LOCK


def joined(pdfs: Sequence[bytes]) -> bytes:
    """Return the pages of several PDFs behind one another; a single one comes back as it is, with its tags."""
    if len(pdfs) == 1:
        return pdfs[0]
    with PDFIUM_LOCK:
        together = pypdfium2.PdfDocument.new()
        try:
            for pdf in pdfs:
                source = pypdfium2.PdfDocument(pdf)
                try:
                    together.import_pages(source)
                finally:
                    source.close()
            content = io.BytesIO()
            together.save(content)
        finally:
            together.close()
    return content.getvalue()
