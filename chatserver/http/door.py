"""What is a door to the application: its routes, and what they work with?

The routes do not know whom they serve, so that they are built once in a process, however many
applications there are: building them is nearly all that making an application takes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.routing import BaseRoute


@dataclass(frozen=True, slots=True)
class Door:
    """Routes, and the name in the application's state under which they find what they need."""

    routes: Sequence[BaseRoute]
    name: str = ""
    needs: object = None


def built(*parts: APIRouter, prefix: str = "") -> Sequence[BaseRoute]:
    """Return the routes of these parts below a prefix, ready to be hung into any application."""
    door = APIRouter(prefix=prefix)
    for part in parts:
        door.include_router(part)
    return tuple(_included(door))


def _included(door: APIRouter) -> Iterator[BaseRoute]:
    outside = APIRouter()
    outside.include_router(door)
    yield from outside.routes
