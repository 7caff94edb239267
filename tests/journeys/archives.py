"""Which files does a partner upload in a journey?"""

import io
import json
import zipfile

from playwright.async_api import FilePayload

# The smallest thing that a reader takes for a PDF.
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def archive(files: dict[str, bytes], name: str = "build.zip") -> FilePayload:
    """Return a build with these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for path, content in files.items():
            target.writestr(path, content)
    return {"name": name, "mimeType": "application/zip", "buffer": packed.getvalue()}


def build(text: str, *, scopes: list[dict[str, object]] | None = None) -> FilePayload:
    """Return a build that passes the gate, and asks for these scopes."""
    manifest = json.dumps({"scopes": scopes or []}).encode()
    page = f"<!doctype html><title>{text}</title><p>{text}</p>".encode()
    return archive({"index.html": page, "miniapp.json": manifest})


def offer(name: str = "offer.pdf") -> FilePayload:
    """Return an offer."""
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF}
