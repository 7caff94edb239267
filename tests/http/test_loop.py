"""Is each request read in the loop, without a thread of its own?"""

from collections.abc import Iterator
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from tests.doors import Doors

# It makes a file, and takes it away: that may wait for a disk.
WAITS = {"admin_api.personal_data._file"}


def routes_of(routes: Iterator[Any] | list[Any]) -> Iterator[APIRoute]:
    """All routes, those of routers in them too."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        else:
            yield from routes_of(getattr(route, "routes", None) or [])


def needs(wanted: Dependant) -> Iterator[Any]:
    """What a route calls, whatever that needs before it, too."""
    yield wanted.call
    for one in wanted.dependencies:
        yield from needs(one)


async def test_no_request_takes_a_thread(door: Doors) -> None:
    """FastAPI calls what is no coroutine in a thread: a tenth of what a small request costs."""
    found = [need for route in routes_of(door.app.routes) for need in needs(route.dependant)]
    names = {
        f"{need.__module__}.{need.__qualname__}"
        for need in found
        if not (iscoroutinefunction(need) or isasyncgenfunction(need))
        and not iscoroutinefunction(getattr(need, "__call__", None))  # noqa: B004 - security schemes
    }
    assert len(found) > 1000
    assert names == WAITS
