"""Which marks does every journey carry?"""

import pytest

JOURNEY = [
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="session"),
]
