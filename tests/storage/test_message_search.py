"""Are the newest messages with some words found, however frequent the words are?"""

from collections.abc import AsyncIterator, Sequence

import pytest

from chatserver.core.fragments import stem
from chatserver.core.inbox import Filter
from chatserver.core.people import Staff
from chatserver.core.rights import ORGANISATION
from chatserver.storage import message_index, message_search
from chatserver.storage.choosing import Scope
from chatserver.storage.database import Database
from chatserver.storage.inbox import reading
from chatserver.storage.message_search import found_in
from chatserver.storage.statement import ask

SEES_ALL = Staff("st_1", "Ann", "org_1", True, None, ORGANISATION, None)
MESSAGES = 200


@pytest.fixture(autouse=True)
def _little_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "HITS_MAX": 8, "RECENT": 20, "FARTHER": 60, "FAIR": 4, "ENOUGH": 1,
    }.items():  # fmt: skip
        monkeypatch.setattr(message_search, name, value)


def told(number: int) -> str:
    """Every message says `всегда`, each second `часто`, each fifth `иногда`, each fiftieth `редко`;
    of the latter two none says both.
    """
    said = ["всегда"]
    said += ["часто"] * (number % 2 == 0)
    said += ["иногда"] * (number % 5 == 1)
    said += ["редко"] * (number % 50 == 7)
    return " ".join(map(stem, said))


TYPED = ("всегда", "часто", "иногда", "редко", "никогда", "всегда часто", "часто редко",
         "иногда редко", "всегда иногда", "ред", "никог")  # fmt: skip


async def test_the_newest_are_found(database: Database) -> None:
    rows = [["org_1", f"chat_{n}", n + 1, told(n)] for n in range(MESSAGES)]
    others = [["org_2", f"far_{n}", n + 1, told(n)] for n in range(MESSAGES)]
    both = [one for pair in zip(rows, others, strict=True) for one in pair]
    await database.write(ask(message_index.PUT, both))

    for typed in TYPED:
        words = tuple(typed.split())
        holding = [n for n in reversed(range(MESSAGES)) if holds(told(n), words)]
        async with reading(database) as connection:
            found = await found_in(connection, Scope(SEES_ALL, Filter(words=words), {}, 0, 0))
        newest = holding[: len(found)]
        assert found == {f"chat_{n}": n + 1 for n in newest}, typed
        least, most = min(len(holding), message_search.FAIR), message_search.HITS_MAX
        assert least <= len(found) <= most, typed


@pytest.fixture
async def postgres_database(postgres_database_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(postgres_database_url)
    yield opened
    await opened.close()


@pytest.mark.postgres
@pytest.mark.parametrize(("far", "found"), [(10, True), (100, False)])
async def test_a_frequent_word_is_the_beginning_of_others_among_the_newest_alone(
    postgres_database: Database, far: int, found: bool
) -> None:
    """A message of so long ago says `редкий иногдашний`; all others say `иногда`."""
    rows = [["org_1", f"chat_{n}", n + 1, stem("иногда")] for n in range(MESSAGES)]
    rows[-far][3] = " ".join(map(stem, ("редкий", "иногдашний")))
    await postgres_database.write(ask(message_index.PUT, rows))

    words = ("редкий", "иногда")
    async with reading(postgres_database) as connection:
        chats = await found_in(connection, Scope(SEES_ALL, Filter(words=words), {}, 0, 0))
    assert bool(chats) is found


def holds(said: str, words: Sequence[str]) -> bool:
    """Whether each word is in what is said; of the last one a beginning will do."""
    return all(any(one.startswith(stem(word)) for one in said.split()) for word in words)
