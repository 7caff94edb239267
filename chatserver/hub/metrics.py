"""What does a node count of itself?"""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge

from chatserver.wire import Close

# Ours, and what stands for none and for a network that broke.
_CODES = frozenset({*Close, 1005, 1006})


class Metrics:
    """The hub's figures. None has a label that grows with people or chats."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        self.commits = Counter(
            "chatserver_commits", "Batches of commands committed here.", registry=registry
        )
        self.admitted = Counter(
            "chatserver_admitted", "Connections whose hello was good.", registry=registry
        )
        self.turned_away = Counter(
            "chatserver_turned_away", "Sockets refused before the upgrade.", ["why"],
            registry=registry,
        )  # fmt: skip
        self.refused = Counter(
            "chatserver_refused", "Requests answered with an error.", ["code"], registry=registry
        )
        self._closed = Counter(
            "chatserver_closed", "Connections that ended.", ["code"], registry=registry
        )
        self.rights_lost = Counter(
            "chatserver_unwatched", "Watches ended because a right was taken away.",
            registry=registry,
        )  # fmt: skip

    def count_close(self, code: int) -> None:
        """Count a connection that ended; a peer may name thousands of codes of its own."""
        self._closed.labels(str(code) if code in _CODES else "other").inc()

    def gauge(self, name: str, meaning: str, value: Callable[[], float]) -> None:
        """Show a figure that is asked for when somebody reads the figures."""
        Gauge(f"chatserver_{name}", meaning, registry=self._registry).set_function(value)
