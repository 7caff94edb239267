"""What happens to what was said when a node dies at once?"""

from pathlib import Path

import pytest

from tests.made_demo import Made
from tests.town import talking, town

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
SOME = 150  # messages: enough that many are under way


async def test_a_node_that_is_killed_and_comes_back_has_lost_nothing(
    tmp_path: Path, sqlite_demo: Made
) -> None:
    async with town(tmp_path, sqlite_demo) as there:
        node = await there.node()
        async with talking(there, clients=[node], staff=[node]) as talk:
            for _ in range(2):
                await talk.until_acked(SOME)
                node.kill()
                await node.start()
            await talk.until_acked(SOME)

        assert await there.broken_promises() == []
        assert all(person.record.connections > 1 for person in there.people)


@pytest.mark.postgres
@pytest.mark.redis
async def test_the_people_of_a_killed_node_go_on_at_another(
    tmp_path: Path, postgres_demo: Made, redis_url: str
) -> None:
    async with town(tmp_path, postgres_demo, CHATSERVER_BUS__URL=redis_url) as there:
        first, second = await there.node(), await there.node()
        async with talking(there, clients=[first, second], staff=[second, first]) as talk:
            await talk.until_acked(SOME)
            first.kill()
            await talk.until_acked(SOME)
            await first.start()
            second.kill()
            await talk.until_acked(SOME)

        assert await there.broken_promises() == []


async def test_a_node_that_is_told_to_end_finishes_what_it_began(
    tmp_path: Path, sqlite_demo: Made
) -> None:
    async with town(tmp_path, sqlite_demo) as there:
        node = await there.node()
        async with talking(there, clients=[node], staff=[node]) as talk:
            await talk.until_acked(SOME)
            node.stop()
            await node.start()
            await talk.until_acked(SOME)

        assert await there.broken_promises() == []
