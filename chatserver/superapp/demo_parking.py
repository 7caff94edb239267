"""`/miniapp/v1/demo/parking`: where does the demo's mini-app ask its back end for an order?

It lies beside `/miniapp/v1`, because a hosted page may ask nothing else that it does not name.
"""

from typing import Annotated

from fastapi import APIRouter, status
from pydantic import BaseModel, StringConstraints

from chatserver.actions.miniapps.orders.demo_parking import sell_parking
from chatserver.http.problems import HttpProblem
from chatserver.identity import BadToken
from chatserver.superapp.counter import HereCounter
from chatserver.superapp.visitors import HerePageToken

routes = APIRouter(prefix="/miniapp/v1/demo", include_in_schema=False)


class ParkingWord(BaseModel):
    """For whom, and when."""

    guest: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    day: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class SoldWord(BaseModel):
    """What the page lets its client pay."""

    order: str


@routes.post("/parking", status_code=status.HTTP_201_CREATED)
async def parking(body: ParkingWord, counter: HereCounter, token: HerePageToken) -> SoldWord:
    """Make an order for the client of this token."""
    try:
        sold = await sell_parking(
            counter.world, counter.identity, token, guest=body.guest, day=body.day
        )
    except BadToken as bad:
        raise HttpProblem(bad.code) from None
    return SoldWord(order=sold.id)
