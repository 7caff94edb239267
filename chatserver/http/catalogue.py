"""Which problems can an HTTP door answer with? The one table of their codes (http.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Problem:
    """A code with its status and what it means, in English and Russian."""

    status: int
    title: str
    title_ru: str


PROBLEMS: Mapping[str, Problem] = MappingProxyType(
    {
        "bad_request": Problem(
            400, "The request could not be understood.", "Запрос не удалось разобрать."
        ),
        "unauthorized": Problem(
            401,
            "The credentials are missing, wrong or no longer hold.",
            "Нет учётных данных, они неверны или больше не действуют.",
        ),
        "token_expired": Problem(
            401,
            "The token has expired; get a fresh one.",
            "Срок действия токена истёк, получите новый.",
        ),
        "forbidden": Problem(
            403,
            "A permission is missing; `permission` names it.",
            "Не хватает права, оно названо в `permission`.",
        ),
        "not_found": Problem(
            404,
            "There is no such thing, or it is not yours to see.",
            "Этого нет, или оно вам недоступно.",
        ),
        "method_not_allowed": Problem(
            405, "This address does not take this method.", "Этот адрес не принимает такой метод."
        ),
        "conflict": Problem(
            409,
            "It was changed meanwhile, or does not fit what is there.",
            "Данные уже изменились или противоречат тому, что есть.",
        ),
        "closed": Problem(409, "The dialog is closed already.", "Диалог уже завершён."),
        "key_conflict": Problem(
            409, "This key belongs to another command.", "Этот ключ уже занят другой командой."
        ),
        "stale_prompt": Problem(
            409, "These topics are no longer offered.", "Эти темы больше не предлагаются."
        ),
        "not_eligible": Problem(
            409, "This employee cannot take the chat.", "Этот сотрудник не может взять чат."
        ),
        "edit_window_closed": Problem(
            409,
            "The message is too old to be changed.",
            "Сообщение уже нельзя изменить: прошло слишком много времени.",
        ),
        "already_read": Problem(
            409, "The other side has read the message.", "Собеседник уже прочитал сообщение."
        ),
        "link_unavailable": Problem(
            409,
            "This transition cannot be attached for this client.",
            "Этот переход нельзя прикрепить для этого клиента.",
        ),
        "file_unavailable": Problem(
            409, "This file cannot be sent.", "Этот файл нельзя отправить."
        ),
        "last_administrator": Problem(
            409,
            "An organisation keeps at least one active Administrator.",
            "В организации должен остаться хотя бы один действующий администратор.",
        ),
        "chat_disabled": Problem(
            409, "This chat is switched off by the platform.", "Этот чат выключен платформой."
        ),
        "offer_required": Problem(
            409, "The offer must be accepted first.", "Сначала нужно принять оферту."
        ),
        "precondition_failed": Problem(
            412,
            "It was changed since you read it; read it again.",
            "Данные изменились с тех пор, как вы их прочли. Прочтите заново.",
        ),
        "file_too_large": Problem(
            413, "The body is larger than is taken here.", "Тело запроса больше допустимого."
        ),
        "type_not_allowed": Problem(
            415, "A body of this type is not taken here.", "Такой тип тела здесь не принимается."
        ),
        "validation": Problem(
            422,
            "The request has mistakes; `errors` names every one of them.",
            "В запросе есть ошибки, все они перечислены в `errors`.",
        ),
        "empty_message": Problem(
            422,
            "A message needs a visible character, a file or a link.",
            "В сообщении нет ни текста, ни файла, ни перехода.",
        ),
        "bot_without_tags": Problem(
            422,
            "A bot that is on needs at least one tag.",
            "Включённому чат-боту нужен хотя бы один тег.",
        ),
        "precondition_required": Problem(
            428,
            "This change needs `If-Match` with the ETag that you read.",
            "Для изменения нужен заголовок `If-Match` с прочитанным ETag.",
        ),
        "rate_limited": Problem(
            429,
            "Too many tries; wait for `Retry-After` seconds.",
            "Слишком много попыток. Подождите `Retry-After` секунд.",
        ),
        "internal": Problem(
            500,
            "The server failed; `request_id` finds the reason in its log.",
            "Ошибка сервера. По `request_id` её найдут в журнале.",
        ),
        "overloaded": Problem(
            503,
            "The server is busy; the same request may be sent again.",
            "Сервер занят, запрос можно повторить.",
        ),
        "unavailable": Problem(
            503,
            "Something the server needs is down; the same request may be sent again.",
            "Серверу недоступно то, что ему нужно. Запрос можно повторить.",
        ),
    }
)

# What Starlette and FastAPI refuse by themselves, by status.
BY_STATUS: Mapping[int, str] = MappingProxyType(
    {
        400: "bad_request",
        401: "unauthorized",
        403: "forbidden",
        404: "not_found",
        405: "method_not_allowed",
        413: "file_too_large",
        415: "type_not_allowed",
        422: "validation",
        503: "unavailable",
    }
)


def title(code: str, language: str) -> str:
    """Return the sentence for people."""
    problem = PROBLEMS[code]
    return problem.title_ru if language == "ru" else problem.title
