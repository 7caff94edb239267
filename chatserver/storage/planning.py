"""How does PostgreSQL plan a question whose best plan depends on what is asked for?"""

from sqlalchemy.ext.asyncio import AsyncConnection

# One plan for all that can be typed would be a bad one for most of it; and more processes would
# take longer to begin than a page takes.
_PLANNED = """SELECT set_config('plan_cache_mode', 'force_custom_plan', true),
    set_config('max_parallel_workers_per_gather', '0', true)"""


async def plan_each(connection: AsyncConnection) -> None:
    """Have each question of this transaction planned for what it asks for."""
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(_PLANNED)
