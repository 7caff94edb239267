"""How is read what the doors take and answer? (`/docs`, `/docs/problems/…`, `/llms.txt`)"""

import json
from collections.abc import Callable
from html import escape

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from chatserver.http import markdown
from chatserver.http.catalogue import PROBLEMS, title
from chatserver.http.headers import page_policy
from chatserver.http.kept_texts import KeptTexts
from chatserver.http.languages import language_of
from chatserver.http.problems import HttpProblem, problem_response
from chatserver.http.reading import document

STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8882;
  --accent: light-dark(#2b63c6, #8ab4f8); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { margin-top: 2.5rem; font-size: 1.2rem; }
h3 { margin: 1.2rem 0 .5rem; font-size: 1rem; }
a { color: var(--accent); text-decoration: none; } a:hover { text-decoration: underline; }
code, .path { font-family: ui-monospace, monospace; font-size: .92em; }
article { border: 1px solid var(--line); border-radius: .6rem; padding: .8rem 1rem; }
article { margin: .8rem 0; }
.method { display: inline-block; min-width: 4rem; font-weight: 700; color: var(--accent); }
.note { font-size: .9em; } ul { margin: .3rem 0; padding-left: 1.3rem; }
nav { line-height: 1.9; } summary { cursor: pointer; }
details { margin: .3rem 0; font-size: .95em; }
.path { overflow-wrap: anywhere; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .6rem; }
.card { border: 1px solid var(--line); border-radius: .6rem; padding: .6rem .8rem; display: block;
  color: inherit; } .card:hover { background: var(--soft); text-decoration: none; }
.choices { display: grid; gap: .6rem; max-width: 22rem; }
.choices button { font: inherit; padding: .7rem 1rem; border: 1px solid var(--line);
  border-radius: .6rem; background: none; color: inherit; cursor: pointer; }
.choices button:first-child { background: var(--accent); color: light-dark(#fff, #111); }
.card b { display: block; color: var(--accent); }
"""


def page(heading: str, body: str, *, language: str) -> HTMLResponse:
    """Return a small page of the server's own; `body` is HTML already."""
    return _shown(_html(heading, body, language), language)


def _html(heading: str, body: str, language: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(heading)}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{escape(heading)}</h1>{body}</main></body></html>"
    )


def _shown(html: str | bytes, language: str) -> HTMLResponse:
    return HTMLResponse(
        html,
        headers={
            "Cache-Control": "no-cache",
            "Content-Language": language,
            "Vary": "Accept-Language",
        },
    )


def answer_with_pages(app: FastAPI) -> None:
    """Show a page to whoever followed a link that leads nowhere; programs get the problem. The
    pages that tell of the doors are kept here once they are made.
    """
    app.state.kept_texts = KeptTexts()
    app.add_exception_handler(404, _nowhere)


async def _nowhere(request: Request, _: Exception) -> Response:
    language = language_of(request)
    told = problem_response(request, "not_found", headers={"Vary": "Accept, Accept-Language"})
    # Whatever stands below a version is for programs, though a person may look at it.
    for_programs = request.url.path.split("/")[2:3] == ["v1"]
    wanted = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if for_programs or not wanted:
        return told
    russian = language == "ru"
    hint = "Проверьте адрес." if russian else "Check the address."
    console = "Вход для сотрудников" if russian else "Employees sign in here"
    body = f'<p>{hint}</p><p><a href="/console/">{console}</a></p>'
    shown = page(title("not_found", language), body, language=language)
    shown.status_code = told.status_code
    shown.headers["Vary"] = told.headers["Vary"]
    # By its address it would be closed, and stand there without its style.
    shown.headers["Content-Security-Policy"] = page_policy().header_value
    return shown


# The readable page of the application's document, and one for each problem.
routes = APIRouter(include_in_schema=False)


@routes.get("/docs")
async def _docs(request: Request) -> HTMLResponse:
    app: FastAPI = request.app
    language = language_of(request)

    def make() -> str:
        return _html(app.title, "".join(document(app.openapi(), language)), language)

    return _shown(await _kept(request, f"docs {language}", make), language)


@routes.get("/openapi.json")
async def _openapi(request: Request) -> Response:
    app: FastAPI = request.app
    text = await _kept(request, "openapi", lambda: json.dumps(app.openapi(), ensure_ascii=False))
    return Response(text, media_type="application/json")


@routes.get("/docs.md")
async def _docs_in_markdown(request: Request) -> Response:
    app: FastAPI = request.app
    text = await _kept(
        request, "markdown", lambda: "\n".join(markdown.document(app.openapi())) + "\n"
    )
    return _markdown(text)


@routes.get("/llms.txt")
async def _index(request: Request) -> Response:
    app: FastAPI = request.app
    return _markdown(await _kept(request, "index", lambda: markdown.index(app.openapi())))


async def _kept(request: Request, name: str, make: Callable[[], str]) -> bytes:
    texts: KeptTexts = request.app.state.kept_texts
    return await texts.get(name, make)


def _markdown(text: bytes) -> Response:
    return Response(text, media_type="text/markdown", headers={"Cache-Control": "no-cache"})


@routes.get("/docs/problems/{code}")
async def _problem(request: Request, code: str) -> HTMLResponse:
    if code not in PROBLEMS:
        raise HttpProblem("not_found")
    language = language_of(request)
    back = f'<p><a href="/docs">{"Все адреса" if language == "ru" else "All addresses"}</a></p>'
    return page(
        f"{PROBLEMS[code].status} {code}",
        f"<p>{escape(title(code, language))}</p>{back}",
        language=language,
    )
