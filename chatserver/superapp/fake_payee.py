"""`/pay/test/{reference}`: on which page does one pay with the fake payee?

It needs no script and no credential: its address is known to whoever was sent there, as with any
provider.
"""

from html import escape
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from chatserver.actions.miniapps.orders.fake_pages import FakePage, choose_outcome, fake_page
from chatserver.http.ids import Id
from chatserver.http.languages import language_of
from chatserver.http.pages import page
from chatserver.payments import Outcome
from chatserver.superapp.counter import HereCounter

routes = APIRouter(prefix="/pay/test", include_in_schema=False)

Choice = Annotated[Literal["paid", "slow", "failed", "canceled"], Form()]
WORDS = {
    "en": {
        "heading": "Test payment",
        "about": "No money moves here. Choose how this payment ends.",
        "to": "To",
        "paid": "Pay",
        "slow": "Pay, but slowly",
        "failed": "Let it fail",
        "canceled": "Give up",
        "was_paid": "Paid. You can close this page.",
        "was_slow": "The payment is on its way and arrives in a quarter of a minute. You can close "
        "this page.",
        "was_failed": "The payment failed. You can close this page.",
        "was_canceled": "Nothing was paid. You can close this page.",
    },
    "ru": {
        "heading": "Тестовая оплата",
        "about": "Деньги здесь не списываются. Выберите, чем закончится оплата.",
        "to": "Получатель",
        "paid": "Оплатить",
        "slow": "Оплатить с задержкой",
        "failed": "Отклонить оплату",
        "canceled": "Отказаться",
        "was_paid": "Оплачено. Страницу можно закрыть.",
        "was_slow": "Платёж в пути и дойдёт через четверть минуты. Страницу можно закрыть.",
        "was_failed": "Оплата не прошла. Страницу можно закрыть.",
        "was_canceled": "Оплаты не было. Страницу можно закрыть.",
    },
}
_CHOICES = (Outcome.PAID, Outcome.SLOW, Outcome.FAILED, Outcome.CANCELED)


@routes.get("/{reference}")
async def look(reference: Id, request: Request, counter: HereCounter) -> HTMLResponse:
    """Ask how the payment goes on, or say how it did."""
    found = await fake_page(counter.world, reference)
    language = language_of(request)
    say = WORDS[language]
    if found.paid.outcome is Outcome.OPEN:
        body = _about(found, language) + _form(language)
    else:
        body = _about(found, language) + f"<p>{say[f'was_{found.paid.outcome}']}</p>"
    answer = page(say["heading"], body, language=language)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@routes.post("/{reference}")
async def choose(reference: Id, outcome: Choice, counter: HereCounter) -> RedirectResponse:
    """Let it go on like this."""
    await choose_outcome(counter.world, reference, Outcome(outcome))
    return RedirectResponse(f"/pay/test/{reference}", 303)


def _about(found: FakePage, language: str) -> str:
    say = WORDS[language]
    payee = "" if found.payee is None else f"<br>{say['to']}: {escape(found.payee)}"
    amount = _money(found.paid.amount, found.paid.currency, language)
    return (
        f"<p><b>{escape(found.title)}</b><br>{escape(found.description)}{payee}</p>"
        f"<p><b>{amount}</b></p>"
    )


def _form(language: str) -> str:
    say = WORDS[language]
    buttons = " ".join(
        f'<button name="outcome" value="{one}">{say[one]}</button>' for one in _CHOICES
    )
    return f'<p>{say["about"]}</p><form method="post" class="choices">{buttons}</form>'


def _money(amount: int, currency: str, language: str) -> str:
    whole, part = divmod(amount, 100)
    grouped = f"{whole:,}".replace(",", "\u00a0")
    point = "," if language == "ru" else "."
    return f"{grouped}{point}{part:02d}\u00a0{'₽' if currency == 'RUB' else currency}"
