"""What happens to what was said when the bus is not there? (docs/operations.md, "Several nodes")"""

from pathlib import Path

import pytest

from tests.made_demo import Made
from tests.services.redis import RedisServer
from tests.town import talking, town

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.slow,
    pytest.mark.postgres,
    pytest.mark.redis,
]
SOME = 150


async def test_with_redis_killed_everybody_talks_on_and_reads_everything(
    tmp_path: Path, postgres_demo: Made, redis_server: RedisServer
) -> None:
    bus = redis_server.url
    async with town(tmp_path, postgres_demo, CHATSERVER_BUS__URL=bus) as there:
        first, second = await there.node(), await there.node()
        async with talking(there, clients=[first], staff=[second]) as talk:
            await talk.until_acked(SOME)
            redis_server.kill()
            await talk.until_acked(SOME)
            await there.settle()
            redis_server.start()
            await talk.until_acked(SOME)

        assert await there.broken_promises() == []
        assert [person.record.connections for person in there.people] == [1] * len(there.people)


async def test_with_redis_paused_everybody_talks_on_and_reads_everything(
    tmp_path: Path, postgres_demo: Made, redis_server: RedisServer
) -> None:
    bus = redis_server.url
    async with town(tmp_path, postgres_demo, CHATSERVER_BUS__URL=bus) as there:
        first, second = await there.node(), await there.node()
        async with talking(there, clients=[first], staff=[second]) as talk:
            await talk.until_acked(SOME)
            redis_server.pause()
            await talk.until_acked(SOME)
            await there.settle()
            redis_server.resume()
            await talk.until_acked(SOME)

        assert await there.broken_promises() == []
        assert [person.record.connections for person in there.people] == [1] * len(there.people)
