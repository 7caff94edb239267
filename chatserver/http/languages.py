"""In which language does somebody want to read? Russian and English are there."""

from starlette.requests import Request

LANGUAGES = ("en", "ru")


def preferred(accept: str) -> str:
    """Return the best of our languages for an Accept-Language header; English when none fits.

    Of equal weights the first named wins (RFC 9110 §12.5.4).
    """
    best, weight = "en", 0.0
    for choice in accept.split(","):
        name, _, parameters = choice.strip().partition(";")
        language = name.strip().lower().split("-")[0]
        wanted = _weight(parameters)
        if language in LANGUAGES and wanted > weight:
            best, weight = language, wanted
    return best


def language_of(request: Request) -> str:
    """Return the language of an answer to this request."""
    return preferred(request.headers.get("accept-language", ""))


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
