"""Does the last rating of a dialog count, whichever node it comes to?"""

import asyncio
import json

from sqlmodel import select

from chatserver.core.commands import CloseDialog, Rate
from chatserver.storage.database import Database
from chatserver.storage.tables import DialogRow
from tests.ledger.house import ANN, APP, CID, household, second_node
from tests.seeds import ask_rating


async def test_of_two_ratings_on_two_nodes_the_last_counts(database: Database) -> None:
    """And one that comes to both under the same key is there once."""
    async with household(database) as one, second_node(database) as two:
        await ask_rating(database, APP)
        chat = await one.open()
        await one.say(CID, chat)
        await one.say(ANN, chat)
        end = (await one.do(ANN, CloseDialog(chat, "end", 1, "solved"))).seq or 0
        for turn in range(5):
            bad, good = Rate(chat, f"bad_{turn}", end, 1), Rate(chat, f"good_{turn}", end, 5)
            pairs = ((one, bad), (two, good), (two, bad))
            first, _, again = await asyncio.gather(*(node.do(CID, rate) for node, rate in pairs))
            assert (first.seq, first.at) == (again.seq, again.at)
            told = await one.reading.since(chat, end, limit=99)
            assert len(told) == 2 * (turn + 1)
            score = json.loads(told[-1].frame)["body"]["score"]
            stands = await two.reading.chat(chat)
            assert stands is not None
            assert stands.score == score
            async with database.session() as session:
                [dialog] = await session.exec(select(DialogRow))
            assert (dialog.asked, dialog.score) == (True, score)
