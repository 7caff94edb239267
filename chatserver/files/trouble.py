"""What can go wrong with files, in words that do not depend on where they lie?"""


class TooLarge(Exception):
    """More came than may be taken. Nothing of it is kept."""


class StoreDown(Exception):
    """The file store, or the local disk, cannot be reached, or does not take anything."""


class NoSuchFile(Exception):
    """There are no bytes under this key."""
