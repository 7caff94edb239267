"""Which bus does a node take?"""

from chatserver import config
from chatserver.bus.local import LocalBus, Street
from chatserver.bus.port import Bus


def open_bus(settings: config.Bus, node: str, street: Street | None = None) -> Bus:
    """Return the bus that the settings name, not yet started; without a url the one in memory."""
    if not settings.url:
        return LocalBus(node, street)
    # Only whoever has a Redis pays for its library.
    from chatserver.bus.redis import RedisBus, RedisBusSettings

    return RedisBus(
        RedisBusSettings(
            settings.url,
            probe_every_ms=settings.probe_every_ms,
            hint_bytes=settings.hint_bytes,
        ),
        node,
    )
