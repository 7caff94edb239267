"""`/pay/…`: where does a client come back to, and a provider tell that there is news?"""

from typing import Annotated, Any

from fastapi import APIRouter, status
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse

from chatserver.actions.miniapps.orders.hints import ask_about
from chatserver.http.languages import language_of
from chatserver.http.pages import page
from chatserver.http.texts import Text
from chatserver.superapp.counter import HereCounter

routes = APIRouter(prefix="/pay", include_in_schema=False)

WORDS = {
    "en": ("Thank you", "You can close this page and go back to the app."),
    "ru": ("Спасибо", "Страницу можно закрыть и вернуться в приложение."),
}


class _Thing(BaseModel):
    """What the news is of; whatever else is said of it is not believed."""

    id: Annotated[Text, Field(min_length=1, max_length=64)]


class NewsWord(BaseModel):
    """A notification of YooKassa's."""

    object: _Thing
    event: Any = None


@routes.get("/done")
async def done(request: Request) -> HTMLResponse:
    """Receive a client who has paid, or has not: the page knows nothing of that."""
    language = language_of(request)
    heading, body = WORDS[language]
    return page(heading, f"<p>{body}</p>", language=language)


@routes.post("/yookassa", status_code=status.HTTP_204_NO_CONTENT)
async def yookassa(body: NewsWord, counter: HereCounter) -> None:
    """Look at what YooKassa has news of. Anybody may say so: it is asked, and believed, itself."""
    await ask_about(counter.world, "yookassa", body.object.id)
