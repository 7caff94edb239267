"""What does the HTTP contract say, without a server that runs?"""

import tempfile
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from chatserver.config import Database, Identity, Settings
from chatserver.http.application import build_application
from chatserver.http.probes import Readiness
from chatserver.identity import Identity as Identities
from chatserver.ledger.ledger import Ledger
from chatserver.main import doors, open_world


async def described() -> dict[str, Any]:
    """Return the OpenAPI document of all doors but the demo's."""
    keys = Identity(
        staff_key=SecretStr("s" * 32),
        client_key=SecretStr("c" * 32),
        miniapp_key=SecretStr("m" * 32),
    )
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'empty.db'}"
        async with open_world(Settings(database=Database(url=url), identity=keys)) as world:
            identity = Identities.of(world.settings, find_client=_nobody, now=world.now)
            app = build_application(
                doors(world, Ledger(world), identity, demo=False),
                readiness=lambda: Readiness(ready=True),
                registry=CollectorRegistry(),
            )
            await identity.close()
    return app.openapi()


async def _nobody(_org: str, _external_id: str) -> str | None:
    return None
