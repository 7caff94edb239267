"""Where do the bytes of files lie, and how do they get there without being held in memory?"""

from chatserver.files.links import FileLinks
from chatserver.files.scanner import Scanner, ScannerDown, open_scanner, unscanned
from chatserver.files.spool import Spooled, Stored, spooled
from chatserver.files.store import FileStore, in_memory, open_files
from chatserver.files.trouble import NoSuchFile, StoreDown, TooLarge

__all__ = [
    "FileLinks",
    "FileStore",
    "NoSuchFile",
    "Scanner",
    "ScannerDown",
    "Spooled",
    "StoreDown",
    "Stored",
    "TooLarge",
    "in_memory",
    "open_files",
    "open_scanner",
    "spooled",
    "unscanned",
]
