"""Where do the bytes of files lie, and how do they get there without being held in memory?"""

from chatserver.files.store import FileStore, NoSuchFile, Stored, TooLarge, in_memory, open_files

__all__ = ["FileStore", "NoSuchFile", "Stored", "TooLarge", "in_memory", "open_files"]
