"""How is it asked over HTTP which chats are wanted: of a list, of a table?"""

from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import AwareDatetime

from admin_api.words.chats import Platform, Score, State
from chatserver.core.fragments import words_of
from chatserver.core.inbox import Filter, Span
from chatserver.core.searching import needle
from chatserver.http.listed import Listed
from chatserver.http.texts import Text
from chatserver.wire.times import milliseconds

Ids = Annotated[list[Annotated[Text, Query(max_length=40)]], Listed, Query(max_length=100)]
_Instant = Annotated[AwareDatetime | None, Query(description="RFC 3339, with a zone.")]
_Needle = Annotated[
    Text,
    Query(
        max_length=100,
        description="A part of the client's name, the phone or the chat's number, or words of a "
        "message or a note.",
    ),
]
_Scores = Annotated[
    list[Score],
    Listed,
    Query(max_length=100, description="What the client said last of a dialog there."),
]
_Texts = Annotated[bool, Query(description="Whether `q` is looked for in messages and notes, too.")]


async def _filter(
    tab: Literal["all", "new", "mine", "waiting"] = "all",
    q: _Needle = "",
    texts: _Texts = True,
    objects: Ids = [],  # noqa: B006 - FastAPI makes new ones for each request
    departments: Ids = [],  # noqa: B006
    staff: Ids = [],  # noqa: B006
    clients: Ids = [],  # noqa: B006
    products: Ids = [],  # noqa: B006
    tags: Ids = [],  # noqa: B006
    states: Annotated[list[State], Listed, Query(max_length=100)] = [],  # noqa: B006
    platforms: Annotated[list[Platform], Listed, Query(max_length=100)] = [],  # noqa: B006
    scores: _Scores = [],  # noqa: B006
    created_from: _Instant = None,
    created_to: _Instant = None,
    updated_from: _Instant = None,
    updated_to: _Instant = None,
    unread: Annotated[bool | None, Query(description="Nobody has read it all.")] = None,
    unanswered: Annotated[
        bool | None, Query(description="The client has the last word in an open dialog.")
    ] = None,
    sort: Literal["updated", "created"] = "updated",
) -> Filter:
    return Filter(
        tab=tab,
        needle=needle(q),
        words=words_of(q) if texts else (),
        objects=tuple(objects),
        departments=tuple(departments),
        staff=tuple(staff),
        clients=tuple(clients),
        products=tuple(products),
        tags=tuple(tags),
        states=tuple(states),
        platforms=tuple(platforms),
        scores=tuple(scores),
        created=_span(created_from, created_to),
        updated=_span(updated_from, updated_to),
        unread=unread,
        unanswered=unanswered,
        sort=sort,
    )


def _span(since: AwareDatetime | None, until: AwareDatetime | None) -> Span:
    return Span(
        None if since is None else milliseconds(since),
        None if until is None else milliseconds(until),
    )


Wanted = Annotated[Filter, Depends(_filter)]
