"""In which language does somebody read?"""

import pytest

from chatserver.http.languages import preferred


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "en"),
        ("ru", "ru"),
        ("ru-RU,ru;q=0.9,en-US;q=0.8", "ru"),
        ("en;q=0.8, ru;q=0.9", "ru"),
        ("de, fr;q=0.9", "en"),
        ("de, ru;q=0.1", "ru"),
        ("ru;q=0", "en"),
        ("ru;q=x;;,", "en"),
    ],
)
def test_the_best_language_that_we_have(accept: str, language: str) -> None:
    assert preferred(accept) == language
