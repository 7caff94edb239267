"""Which marks does every journey carry?"""

import pytest

JOURNEY = [
    pytest.mark.journey,
    # One browser and one demo serve all of them: they stay in one process of the test run.
    pytest.mark.xdist_group("journeys"),
    pytest.mark.asyncio(loop_scope="session"),
]
