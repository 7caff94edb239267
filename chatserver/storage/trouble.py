"""What can go wrong with a database, in words that do not depend on which one it is?"""


def in_words(error: BaseException) -> str:
    """Return what a driver says of its trouble; some say nothing, as of a time that is over."""
    said = getattr(error, "orig", None) or error
    return str(said) or type(said).__name__


class DatabaseTrouble(Exception):
    """The database could not do it."""


class Unavailable(DatabaseTrouble):
    """It cannot be reached, or has no room: nothing was committed that was answered."""


class Unfit(DatabaseTrouble):
    """No server can be started with it: why, and what its operator can do."""


class Locked(DatabaseTrouble):
    """Another process holds SQLite's write lock for longer than `busy_timeout_s`."""


class Raced(DatabaseTrouble):
    """Somebody else was faster (a deadlock, a serialisation error): worth another try."""


class Reconnected(Raced):
    """What changes at once had no connection: there may be another database by now, which has
    not heard of all that is remembered of the one before.
    """
