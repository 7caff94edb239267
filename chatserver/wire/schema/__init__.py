"""Which documents are made from the frames, and are they up to date?"""

from chatserver.wire.schema.files import generate

__all__ = ["generate"]
