"""Which chats do the bot's tests begin with?"""

from tests.model.book import Book


def without_bot() -> Book:
    """A chat of an app whose bot is off."""
    book = Book()
    book.street.set_bot(on=False)
    return book
