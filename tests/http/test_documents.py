"""Is the OpenAPI document whole?"""

from chatserver.http.documents import operations
from tests.http.trial import trial


async def test_every_operation_names_its_problems() -> None:
    async with trial() as caller:
        document = (await caller.get("/openapi.json")).json()

    assert document["openapi"].startswith("3.1")
    assert "HTTPValidationError" not in str(document)
    for operation in operations(document):
        shared = operation["responses"]["422"]["$ref"].rsplit("/", 1)[-1]
        answer = document["components"]["responses"][shared]["content"]
        assert list(answer) == ["application/problem+json"]
