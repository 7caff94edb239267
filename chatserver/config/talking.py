"""What does a chat allow, and what may its sockets and its writers take?"""

from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from chatserver.config.section import Count, Rate, Seconds, Section
from chatserver.core.events import EVENTS


class Chat(Section):
    """What a chat allows."""

    edit_window_s: Annotated[int, Field(ge=0, le=2**31 - 1)] = 3600
    text: Annotated[int, Field(ge=1, le=4000)] = 4000
    comment: Annotated[int, Field(ge=1, le=2000)] = 2000


class Hub(Section):
    """What one socket, one person and one node may take."""

    hello_timeout_s: Seconds = 10
    ping_s: Seconds = 25
    pong_s: Seconds = 10
    frame_bytes: Count = 65536
    hello_frame_bytes: Count = 8192
    out_frame_bytes: Count = 524288
    page_bytes: Count = 262144
    depth: Count = 16
    watches: Count = 50
    connections_per_person: Count = 20
    requests_per_s: Rate = 20
    requests_burst: Count = 40
    client_sends_per_s: Rate = 5
    client_sends_burst: Count = 10
    staff_sends_per_s: Rate = 20
    staff_sends_burst: Count = 40
    outbox_frames: Count = 256
    outbox_bytes: Count = 1048576
    outbox_age_s: Seconds = 10
    slow_close_s: Seconds = 30
    inflight: Count = 32
    connects_per_s: Rate = 2000
    unauthenticated: Count = 200
    retry_base_s: Seconds = 1
    retry_cap_s: Seconds = 30
    retry_spread_s: Seconds = 10
    rate_violations_per_minute: Count = 50
    bad_frames_per_minute: Count = 20
    inbox_push_every_ms: Count = 250
    counts_push_every_ms: Count = 2000

    @model_validator(mode="after")
    def _limits_fit_each_other(self) -> Self:
        if self.hello_frame_bytes > self.frame_bytes:
            raise ValueError("hello_frame_bytes must not be more than frame_bytes")
        if self.page_bytes > self.out_frame_bytes:
            raise ValueError("page_bytes must not be more than out_frame_bytes")
        if self.retry_base_s > self.retry_cap_s:
            raise ValueError("retry_base_s must not be more than retry_cap_s")
        return self


class Ledger(Section):
    """How much may wait for the writer."""

    batch: Count = 256
    queue: Count = 2000
    queue_age_s: Seconds = 5
    outbox: tuple[str, ...] = ()

    @field_validator("outbox")
    @classmethod
    def _kinds_of_events(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        unknown = sorted(set(kinds) - EVENTS.keys())
        if unknown:
            raise ValueError(f"there is no kind of event named {unknown[0]}")
        return kinds
