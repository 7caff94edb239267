"""What is in the demo's builds? Small pages that show whom they were opened for."""

import io
import json
from collections.abc import Mapping
from pathlib import Path

from chatserver.archives.packing import files_in, pack
from chatserver.demo.apps import Page
from chatserver.http.screens import STATIC

BUILT = STATIC / "demo-app"

_PURPOSES: Mapping[str, str] = {
    "profile.name": "Чтобы обращаться к вам по имени",
    "profile.phone": "Чтобы предупредить о госте",
    "place.read": "Чтобы знать, о каком помещении речь",
    "payments": "Чтобы принять оплату",
    "chat.open": "Чтобы задать вопрос в чате",
}
_REQUIRED = ("profile.name", "place.read")

_HTML = """<!doctype html>
<html lang="ru">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title></title>
<link rel="icon" href="icon.svg">
<link rel="stylesheet" href="style.css">
<body>
<header><img src="icon.svg" alt="" width="40" height="40"><h1></h1></header>
<p id="who" role="status"></p>
<dl id="facts"></dl>
<ul id="lines"></ul>
<script src="words.js"></script>
<script src="app.js"></script>
</body>
</html>
"""

_STYLE = """:root { color-scheme: light dark; --accent: %(colour)s; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 30rem; padding: 1rem; }
header { display: flex; gap: .75rem; align-items: center; }
h1 { font-size: 1.35rem; margin: 0; }
#who { border-left: .25rem solid var(--accent); padding-left: .75rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dt { opacity: .7; } dd { margin: 0; overflow-wrap: anywhere; }
ul { list-style: none; padding: 0; display: grid; gap: .5rem; }
li { border: 1px solid #8884; border-radius: .6rem; padding: .7rem .9rem; }
"""

_ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">
<rect width="40" height="40" rx="10" fill="%(colour)s"/>
<path d="M10 22 20 12l10 10v8H10z" fill="#fff"/>
</svg>
"""

# The token comes in the fragment, which the page takes out of the address at once.
_SCRIPT = """"use strict";
const language = navigator.language.startsWith("ru") ? "ru" : "en";
const say = WORDS[language];
const at = (id) => document.getElementById(id);

function taken() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  history.replaceState(null, "", location.pathname);
  return token;
}

function claims(token) {
  const middle = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  return JSON.parse(atob(middle));
}

function fact(name, value) {
  if (value === undefined || value === null) return;
  at("facts").append(
    Object.assign(document.createElement("dt"), { textContent: name }),
    Object.assign(document.createElement("dd"), { textContent: value }),
  );
}

async function greet(token) {
  const { iss, exp, ver } = claims(token);
  const answer = await fetch(`${iss}/miniapp/v1/me`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  if (!answer.ok) throw new Error(answer.status);
  const me = await answer.json();
  at("who").textContent = me.name ? `${say.hello}, ${me.name}!` : say.nameless;
  fact(say.place, me.place?.address);
  fact(say.phone, me.phone);
  fact(say.until, new Date(exp * 1000).toLocaleString(language));
  fact(say.version, ver.slice(0, 12));
}

document.documentElement.lang = language;
document.title = document.querySelector("h1").textContent = say.heading;
at("lines").append(
  ...say.lines.map((text) => Object.assign(document.createElement("li"), { textContent: text })),
);
const token = taken();
if (token === null) at("who").textContent = say.nobody;
else greet(token).catch(() => { at("who").textContent = say.failed; });
"""

_SAY = {
    "ru": {
        "hello": "Здравствуйте",
        "nameless": "Открыто. Имени приложение не запрашивает.",
        "nobody": "Открыто без приложения: кто вы, странице неизвестно.",
        "failed": "Данные получить не удалось.",
        "place": "Адрес",
        "phone": "Телефон",
        "until": "Доступ до",
        "version": "Версия",
    },
    "en": {
        "hello": "Hello",
        "nameless": "Open. This app asks for no name.",
        "nobody": "Opened outside the app: the page does not know who you are.",
        "failed": "The data could not be had.",
        "place": "Address",
        "phone": "Phone",
        "until": "Access until",
        "version": "Version",
    },
}


def packed(page: Page, built: Path = BUILT) -> bytes:
    """Return the mini-app's build, a zip; the same each time."""
    made = io.BytesIO()
    pack(contents(page, built).items(), made)
    return made.getvalue()


def contents(page: Page, built: Path = BUILT) -> Mapping[str, str | bytes]:
    """Return what is in its archive: what `make web` built for it, where that was done."""
    if not page.built or not (built / "index.html").is_file():
        return files(page)
    return dict(files_in(built))


def files(page: Page) -> Mapping[str, str]:
    """Return the files of a small page, by path."""
    sheets = {"ru": page.ru, "en": page.en}
    words = {
        language: {**_SAY[language], "heading": sheet.heading, "lines": sheet.lines}
        for language, sheet in sheets.items()
    }
    scopes = [
        {"name": name, "purpose": _PURPOSES[name], "required": name in _REQUIRED}
        for name in page.scopes
    ]
    return {
        "index.html": _HTML,
        "style.css": _STYLE % {"colour": page.colour},
        "icon.svg": _ICON % {"colour": page.colour},
        "words.js": f"const WORDS = {json.dumps(words, ensure_ascii=False, indent=2)};\n",
        "app.js": _SCRIPT,
        "miniapp.json": json.dumps({"scopes": scopes}, ensure_ascii=False, indent=2),
    }
