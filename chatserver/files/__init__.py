"""Where do the bytes of files lie, and how do they get there without being held in memory?"""

from chatserver.files.links import FileLinks
from chatserver.files.scanner import Scanner, ScannerDown, open_scanner, unscanned
from chatserver.files.store import (
    FileStore,
    NoSuchFile,
    Stored,
    StoreDown,
    TooLarge,
    in_memory,
    open_files,
)

__all__ = [
    "FileLinks",
    "FileStore",
    "NoSuchFile",
    "Scanner",
    "ScannerDown",
    "StoreDown",
    "Stored",
    "TooLarge",
    "in_memory",
    "open_files",
    "open_scanner",
    "unscanned",
]
