"""How does an HTTP door say no? (RFC 9457, `application/problem+json`)"""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from typing_extensions import override

from chatserver.core.mistakes import Mistake
from chatserver.core.refusals import Refused
from chatserver.files import ScannerDown, StoreDown
from chatserver.http.bearer import bearer
from chatserver.http.catalogue import BY_STATUS, PROBLEMS, title
from chatserver.http.languages import language_of
from chatserver.http.request_ids import request_id
from chatserver.identity.passwords import TooBusy
from chatserver.identity.tallies import Throttled
from chatserver.ledger.outcome import Trouble
from chatserver.payments import Unreachable
from chatserver.storage.trouble import DatabaseTrouble, Unavailable
from chatserver.workbooks.bindery import Unwritten

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_S = 1
# RFC 6750 §3.1: who brought no credential is told of the scheme alone.
SCHEME = 'Bearer realm="chatserver"'
REFUSED = f'{SCHEME}, error="invalid_token"'

ShownMistake = Mapping[str, str]
_UNREAD = "send JSON, and say so: Content-Type: application/json"


class HttpProblem(Exception):
    """A refusal of the door itself, with its code of the catalogue."""

    def __init__(
        self,
        code: str,
        *,
        errors: Sequence[ShownMistake] = (),
        headers: Mapping[str, str] | None = None,
        **data: object,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors
        self.headers = headers
        self.data = data


def problem_response(
    request: Request,
    code: str,
    *,
    errors: Sequence[ShownMistake] = (),
    headers: Mapping[str, str] | None = None,
    data: Mapping[str, object] | None = None,
) -> JSONResponse:
    """Return the answer to a request that is refused.

    Nothing in it depends on what the refused thing was: a foreign id and one that never existed
    get the same body.
    """
    language = language_of(request)
    status = PROBLEMS[code].status
    body: dict[str, object] = {
        "type": f"/docs/problems/{code}",
        "title": title(code, language),
        "status": status,
        "code": code,
        "request_id": request_id(request.scope),
    }
    # What a refusal adds may not stand in for a member that every problem has.
    body = {**(data or {}), **body}
    if errors:
        body["errors"] = errors
    told = {"Content-Language": language, "Vary": "Accept-Language", **(headers or {})}
    if status == 401:
        told["WWW-Authenticate"] = REFUSED if bearer(request) is not None else SCHEME
    return _Writable(body, status, headers=told, media_type=MEDIA_TYPE)


class _Writable(JSONResponse):
    """What a caller sent may come back in a pointer: half a surrogate pair is shown as `?`."""

    @override
    def render(self, content: object) -> bytes:
        plain = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return plain.encode("utf-8", "replace")


def answer_with_problems(app: FastAPI) -> None:
    """Make this application answer every refusal as a problem."""
    app.add_exception_handler(HttpProblem, _said_no)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Trouble, _trouble)
    app.add_exception_handler(Throttled, _throttled)
    app.add_exception_handler(TooBusy, _too_busy)
    app.add_exception_handler(DatabaseTrouble, _database)
    app.add_exception_handler(StoreDown, _down)
    app.add_exception_handler(ScannerDown, _down)
    app.add_exception_handler(Unwritten, _down)
    app.add_exception_handler(Unreachable, _provider_away)
    app.add_exception_handler(ClientDisconnect, _gone)


async def _gone(request: Request, _: Exception) -> JSONResponse:
    # Nobody reads this; whoever took the body has kept nothing.
    return problem_response(request, "bad_request")


async def _said_no(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HttpProblem)
    return problem_response(
        request, error.code, errors=error.errors, headers=error.headers, data=error.data
    )


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    data = {name: value for name, value in error.data.items() if name != "errors"}
    # What has no body was asked with its address.
    where = {"in": "query"} if request.method in ("GET", "HEAD") else {}
    errors = [{**where, **shown(one)} for one in _told(error)]
    return problem_response(request, error.code, errors=errors, data=data)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return problem_response(request, "validation", errors=form_mistakes(error))


def form_mistakes(error: RequestValidationError) -> list[ShownMistake]:
    """Return what the schema has against a request."""
    return [_of_form(one) for one in error.errors()]


def content_mistakes(refused: Refused) -> Sequence[Mistake]:
    """Return what the rules have against a body; of a conflict, where it lies."""
    if "pointer" in refused.data:
        return [Mistake(str(refused.data["pointer"]), refused.code, refused.sentence)]
    return _told(refused)


def _told(refused: Refused) -> Sequence[Mistake]:
    errors = refused.data.get("errors", ())
    assert isinstance(errors, Sequence)
    return errors


def shown(mistake: Mistake) -> ShownMistake:
    """Return a mistake as it is written."""
    return {"pointer": mistake.pointer, "code": mistake.code, "message": mistake.message}


def _of_form(error: Mapping[str, Any]) -> ShownMistake:
    where, *path = error["loc"]
    if where == "body" and isinstance(error.get("input"), bytes):
        # It was not even read: nothing said that it is JSON.
        return {"pointer": "", "code": "not_json", "message": _UNREAD}
    if error["type"] == "json_invalid":
        path = []
    if path[-1:] == ["[key]"]:
        path = path[:-1]
    mistake = {
        "pointer": "".join(f"/{_escaped(str(step))}" for step in path),
        "code": str(error["type"]),
        "message": _message(error),
    }
    # A pointer is into the body, unless it is said that it is not.
    return mistake if where == "body" else {"in": str(where), **mistake}


def _message(error: Mapping[str, Any]) -> str:
    """The length of a text that is looked at itself is told as if it were a list's."""
    if not isinstance(error.get("input"), str) or error["type"] not in ("too_short", "too_long"):
        return str(error["msg"]).removeprefix("Value error, ")
    word, name = ("least", "min") if error["type"] == "too_short" else ("most", "max")
    count = error["ctx"][f"{name}_length"]
    return f"at {word} {count} character{'s' if count > 1 else ''}"


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = BY_STATUS.get(error.status_code, "bad_request")
    return problem_response(request, code, headers=error.headers)


async def _trouble(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Trouble)
    seconds = max(1, -(-error.retry_ms // 1000))
    return problem_response(request, error.code, headers={"Retry-After": str(seconds)})


async def _throttled(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Throttled)
    return throttled_response(request, error)


def throttled_response(request: Request, wait: Throttled) -> JSONResponse:
    """Return the answer to who has to wait."""
    return problem_response(request, "rate_limited", headers={"Retry-After": str(wait.retry_s)})


async def _too_busy(request: Request, _: Exception) -> JSONResponse:
    return problem_response(request, "overloaded", headers={"Retry-After": str(RETRY_S)})


async def _down(request: Request, error: Exception) -> JSONResponse:
    log.warning("a file could not be taken, made or sent: %s: %s", type(error).__name__, error)
    return problem_response(request, "unavailable", headers={"Retry-After": str(RETRY_S)})


async def _provider_away(request: Request, error: Exception) -> JSONResponse:
    log.warning("the payment provider does not answer: %s", error)
    return problem_response(request, "unavailable", headers={"Retry-After": str(RETRY_S)})


async def _database(request: Request, error: Exception) -> JSONResponse:
    return database_response(request, error)


def database_response(request: Request, error: Exception) -> JSONResponse:
    """Return the answer when the database could not do it."""
    code = "unavailable" if isinstance(error, Unavailable) else "overloaded"
    if isinstance(error, Unavailable):
        log.warning("the database could not do what was asked: %s", error)
    return problem_response(request, code, headers={"Retry-After": str(RETRY_S)})
