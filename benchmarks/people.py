"""Who sits at the generator's connections, and with which tokens?"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from benchmarks.connection import Connection, Hear

T = TypeVar("T")
R = TypeVar("R")

# So many connections are set up at a time.
AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a token that outlives the run."""

    id: str
    token: str


@dataclass(frozen=True, slots=True)
class People:
    """Everybody of the run, and the mini-app that they talk in.

    `renewed` gives a client a token that no node has seen yet.
    """

    product: str
    operators: tuple[Person, ...]
    clients: tuple[Person, ...]
    renewed: Callable[[Person], Person]


async def connect(url: str, person: Person, hear: Hear) -> Connection:
    """Open a connection of this person, past its welcome."""
    connection = await Connection.open(url, hear)
    await connection.hello(person.token)
    return connection


async def each(things: Iterable[T], do: Callable[[T], Awaitable[R]]) -> list[R]:
    """Do it for each thing, so many at a time, and return the results in their order."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(thing: T) -> R:
        async with gate:
            return await do(thing)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(thing)) for thing in things]
    return [task.result() for task in tasks]


def nobody_listens(*_: object) -> None:
    """For connections whose pushes are of no interest."""
