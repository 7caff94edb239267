"""How does a stored event become the frame that its readers get?"""

from typing import Any

import msgspec

from chatserver.files import FileLinks
from chatserver.ledger.outcome import Logged
from chatserver.storage.statement import Row
from chatserver.wire import event_frame

# In JSON these bytes are a name: within a text the quotes would have a backslash before them.
_WITH_FILE = '"file":'
_read = msgspec.json.Decoder().decode
_write = msgspec.json.Encoder().encode


def served(body: str, links: FileLinks) -> bytes:
    """Return an event's body as it is sent: as it is stored, with fresh links to its file."""
    if _WITH_FILE not in body:
        return body.encode()
    plain: dict[str, Any] = _read(body)
    file = plain["file"]
    has_preview = file.pop("preview", False)
    file["url"] = links.link(file["id"])
    if has_preview:
        file["preview_url"] = links.link(file["id"], "preview")
    return _write(plain)


def logged(row: Row, links: FileLinks) -> Logged:
    """Return an event of a row that `storage.chats` serves."""
    chat, seq, kind, by_kind, author, by_name, key, at, body = row
    frame = event_frame(chat, seq, kind, by_kind, author, by_name, key, at, served(body, links))
    return Logged(seq, kind, frame)
