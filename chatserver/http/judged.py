"""How are mistakes of form and of content told in one answer?

The schema judges the form before a route, the rules judge the content behind it. A body that breaks
its schema is put right where it does, and the route is asked once more, in a trial of which nothing
stays: what the rules say to the rest stands beside what the schema said.
"""

from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from typing_extensions import override

from chatserver.core.mistakes import Mistake
from chatserver.core.refusals import Refused
from chatserver.http.mending import CannotMend, Path, Schema, mend
from chatserver.http.problems import HttpProblem, content_mistakes, form_mistakes, shown
from chatserver.storage.trial import Tried, trial

Ask = Callable[[Request], Coroutine[Any, Any, Response]]


class Judged(APIRoute):
    """A route whose rules are asked even where the body breaks its schema.

    It is for routes that change nothing but the database, and that in one transaction.
    """

    @override
    def get_route_handler(self) -> Ask:
        """Return what answers a request."""
        ask = super().get_route_handler()
        return ask if self.body_field is None else self._judging(ask)

    def _judging(self, ask: Ask) -> Ask:
        async def judge(request: Request) -> Response:
            try:
                return await ask(request)
            except RequestValidationError as refused:
                form = form_mistakes(refused)
                content = await self._asked_of_the_rest(ask, request, refused)
            told = [shown(one) for one in _apart(content, [one["pointer"] for one in form])]
            raise HttpProblem("validation", errors=[*form, *told])

        return judge

    @cached_property
    def _schema(self) -> Schema:
        assert self.body_field is not None
        body: Any = self.body_field.field_info.annotation
        return TypeAdapter(body).json_schema()

    async def _asked_of_the_rest(
        self, ask: Ask, request: Request, refused: RequestValidationError
    ) -> Iterable[Mistake]:
        try:
            mend(refused.body, self._schema, _places(refused))
        except CannotMend:
            return ()
        return await _mistakes(ask, _Mended(request, refused.body))


class _Mended(Request):
    """The same request with another body."""

    def __init__(self, request: Request, document: object) -> None:
        super().__init__(request.scope)
        self._document = document

    @override
    async def body(self) -> bytes:
        return b"{}"  # some: what it says is asked for below

    @override
    async def json(self) -> Any:
        return self._document


def _places(refused: RequestValidationError) -> Sequence[Path]:
    """Return where the body is wrong; raises `CannotMend` when something else is, too."""
    found = [(where, path) for where, *path in (one["loc"] for one in refused.errors())]
    if any(where != "body" for where, _ in found):
        raise CannotMend
    return [tuple(path) for _, path in found]


async def _mistakes(ask: Ask, request: Request) -> Iterable[Mistake]:
    """Return what the rules say to a request, asked in a trial."""
    with trial():
        try:
            await ask(request)
        except Refused as refused:
            return content_mistakes(refused)
        except (Tried, HttpProblem, RequestValidationError):
            # They found nothing, or never looked: who may not, or came too late, learns it when
            # the form is right; so does who sent what only fits together.
            return ()
    return ()


def _apart(mistakes: Iterable[Mistake], wrong: Collection[str]) -> Iterator[Mistake]:
    """Yield those that were judged by nothing that is wrong, and so was not really there."""
    itself = frozenset(wrong)
    around = frozenset(place for one in wrong for place in _way(one))
    for one in mistakes:
        within = not itself.isdisjoint(_way(one.pointer))
        beside = any(
            basis in around or not itself.isdisjoint(_way(basis)) for basis in one.rests_on
        )
        if not within and not beside:
            yield one


def _way(pointer: str) -> Iterator[str]:
    """Yield the pointer, and those of everything that it stands in."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]
