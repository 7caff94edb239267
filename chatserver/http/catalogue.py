"""Which problems can an HTTP door answer with? The one table of their codes."""

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
            "The credentials are missing, wrong or no longer valid.",
            "Нет учётных данных, они неверны или больше не действуют.",
        ),
        "token_expired": Problem(
            401,
            "The token has expired; get a fresh one.",
            "Срок действия токена истёк, получите новый.",
        ),
        "session_replaced": Problem(
            401,
            "This was opened on another device; open it again to continue here.",
            "Открыто на другом устройстве. Чтобы продолжить здесь, откройте заново.",
        ),
        "totp_required": Problem(
            401,
            "A code of the second factor is needed: send the same login with `code`.",
            "Нужен код второго фактора: повторите вход, указав `code`.",
        ),
        "totp_wrong": Problem(
            401,
            "This code is wrong, or was used before.",
            "Этот код не подходит или уже был использован.",
        ),
        "totp_enrolment_required": Problem(
            403,
            "Set up a second factor first, then refresh the tokens.",
            "Сначала подключите второй фактор, затем обновите токены.",
        ),
        "sign_in_required": Problem(
            401,
            "Sign in to the superapp, then repeat the same launch.",
            "Войдите в приложение и повторите то же самое.",
        ),
        "app_suspended": Problem(
            403,
            "The platform has suspended this mini-app.",
            "Работа этого мини-приложения приостановлена платформой.",
        ),
        "not_available": Problem(
            404,
            "This mini-app is not available.",
            "Это мини-приложение недоступно.",
        ),
        "place_required": Problem(
            409,
            "Name the premises for which it is to be opened; `places` lists them.",
            "Укажите помещение, для которого оно открывается; они перечислены в `places`.",
        ),
        "no_place": Problem(
            409,
            "The client has no premises for which this can be opened.",
            "У клиента нет помещения, для которого это можно открыть.",
        ),
        "forbidden": Problem(
            403,
            "A permission is missing; `permission` names it.",
            "Не хватает права, оно названо в `permission`.",
        ),
        "not_found": Problem(
            404,
            "It does not exist, or you have no access to it.",
            "Этого нет, или оно вам недоступно.",
        ),
        "method_not_allowed": Problem(
            405, "This address does not take this method.", "Этот адрес не принимает такой метод."
        ),
        "conflict": Problem(
            409,
            "It has changed meanwhile, or conflicts with what is there.",
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
        "rating_closed": Problem(
            409,
            "This dialog cannot be rated, or not any more.",
            "Этот диалог нельзя оценить или уже поздно.",
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
            403, "The offer must be accepted first.", "Сначала нужно принять оферту."
        ),
        "in_use": Problem(
            409,
            "Something still refers to it; `uses` counts what.",
            "На это ещё ссылаются. Что именно, посчитано в `uses`.",
        ),
        "licence_in_use": Problem(
            409,
            "This licence serves another mini-app.",
            "Эта лицензия занята другим мини-приложением.",
        ),
        "rules_changed": Problem(
            409,
            "The placement rules have changed; read and confirm them again.",
            "Правила размещения изменились. Прочтите и подтвердите их снова.",
        ),
        "illegal_transition": Problem(
            409,
            "Its status does not allow this; `why` says what stands in the way.",
            "Статус этого не допускает, причина названа в `why`.",
        ),
        "payments_not_configured": Problem(
            409,
            "Payments are not set up: no payee is named, or the server has no provider.",
            "Оплата не настроена: не указан получатель, или у сервера нет платёжной системы.",
        ),
        "order_exists": Problem(
            409,
            "Another order has this `external_id`; `order` is its id.",
            "Этот `external_id` уже у другого заказа, его номер назван в `order`.",
        ),
        "review_open": Problem(
            409,
            "The mini-app is being reviewed; withdraw it first.",
            "Мини-приложение на модерации. Сначала отзовите его.",
        ),
        "idempotency_conflict": Problem(
            422,
            "This `Idempotency-Key` was used for another request.",
            "Этот `Idempotency-Key` уже использован для другого запроса.",
        ),
        "precondition_failed": Problem(
            412,
            "It was changed since you read it; read it again.",
            "Данные изменились с тех пор, как вы их прочли. Прочтите заново.",
        ),
        "file_too_large": Problem(
            413, "The body is too large.", "Тело запроса больше допустимого."
        ),
        "type_not_allowed": Problem(
            415,
            "This type is not accepted here, or the content is not what its name says.",
            "Такой тип здесь не принимается, или содержимое не соответствует названию.",
        ),
        "range_not_satisfiable": Problem(
            416,
            "The range lies outside the file; `Content-Range` tells its size.",
            "Такого участка в файле нет, размер назван в `Content-Range`.",
        ),
        "file_infected": Problem(
            422,
            "The virus scanner found something in this file; it was not kept.",
            "Антивирус что-то нашёл в этом файле, он не сохранён.",
        ),
        "validation": Problem(
            422,
            "The request has mistakes; `errors` names every one of them.",
            "В запросе есть ошибки, все они перечислены в `errors`.",
        ),
        "archive_invalid": Problem(
            422,
            "The archive cannot be accepted; `findings` names every problem.",
            "Архив нельзя принять, все его ошибки перечислены в `findings`.",
        ),
        "reason_required": Problem(
            422, "A reason is needed: say why.", "Нужна причина: напишите, почему."
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
            "Too many attempts; wait for `Retry-After` seconds.",
            "Слишком много попыток. Подождите `Retry-After` секунд.",
        ),
        "internal": Problem(
            500,
            "The server failed; `request_id` finds the reason in its log.",
            "Ошибка сервера. По `request_id` её найдут в журнале.",
        ),
        "overloaded": Problem(
            503,
            "The server is busy; the same request may be repeated.",
            "Сервер занят, запрос можно повторить.",
        ),
        "unavailable": Problem(
            503,
            "Something the server needs is down; the same request may be repeated.",
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
