"""Do two requests say the same? (a hash of the body that is taken while it streams by)"""

import hashlib
from email.message import Message as Headers
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks


class Digest:
    """A hash of the kind of body and of its bytes.

    Of a form with files the parts count, and not the boundary between them, which each try of a
    browser makes anew.
    """

    def __init__(self, content_type: str) -> None:
        self._hash = hashlib.sha256()
        kind = Headers()
        kind["Content-Type"] = content_type
        boundary = kind.get_param("boundary")
        self._form: MultipartParser | None = None
        if kind.get_content_type() == "multipart/form-data" and isinstance(boundary, str):
            self._hash.update(b"form\0")
            self._form = MultipartParser(boundary.encode(), callbacks=self._callbacks())
        else:
            self._hash.update(content_type.encode("utf-8", "surrogatepass") + b"\0")

    def take(self, data: bytes) -> None:
        """Add what has come."""
        if self._form is None:
            self._hash.update(data)
            return
        try:
            self._form.write(data)
        except FormParserError:
            # It is no form: what has come so far and what will come counts as it is.
            self._form = None
            self._hash.update(data)

    def value(self) -> str:
        """Return the hash of what was taken."""
        return self._hash.hexdigest()

    def _callbacks(self) -> "MultipartCallbacks":
        # Pieces of a name, a value or a part come as the body was cut: only their bytes count.
        def take(data: bytes, start: int, end: int) -> None:
            self._hash.update(data[start:end])

        def mark() -> None:
            self._hash.update(b"\0")

        return {
            "on_part_begin": mark,
            "on_header_begin": mark,
            "on_header_field": take,
            "on_header_value": take,
            "on_headers_finished": mark,
            "on_part_data": take,
        }
