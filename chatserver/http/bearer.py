"""Which credential does a request bring, and how does OpenAPI name it?"""

from fastapi.security import HTTPBearer
from starlette.requests import Request

STAFF = HTTPBearer(
    scheme_name="staff",
    bearerFormat="JWT",
    description="An employee's access token, from `POST /api/v1/auth/login`.",
    auto_error=False,
)
CLIENT = HTTPBearer(
    scheme_name="client",
    bearerFormat="JWT",
    description="A client's token, from `POST /superapp/v1/client-tokens` or an outside issuer.",
    auto_error=False,
)
API_KEY = HTTPBearer(
    scheme_name="api_key",
    bearerFormat="ak_…",
    description="The superapp's API key, made by the platform and shown once.",
    auto_error=False,
)
EXPORT_KEY = HTTPBearer(
    scheme_name="export_key",
    bearerFormat="ak_…",
    description="An organisation's API key, from `POST /api/v1/api-keys`, shown once.",
    auto_error=False,
)

MINIAPP = HTTPBearer(
    scheme_name="miniapp",
    bearerFormat="JWT",
    description="A mini-app's token of at most 24 hours, from a launch.",
    auto_error=False,
)
APP_KEY = HTTPBearer(
    scheme_name="app_key",
    bearerFormat="mk_…",
    description="The key of a mini-app's back end, made in the console and shown once.",
    auto_error=False,
)


def bearer(request: Request) -> str | None:
    """Return the value after `Authorization: Bearer`, None when there is none."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() or None if scheme.lower() == "bearer" else None
