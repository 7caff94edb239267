"""In which words is the use of a mini-app told?"""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel

from admin_api.words.word import At
from chatserver.core.analytics import Analytics, BuildUse, Figures, Use


class CodeCountWord(BaseModel):
    """During how many launches, or at how many of them, there was this code."""

    code: str
    launches: int

    @classmethod
    def all_of(cls, counts: Mapping[str, int]) -> list[Self]:
        """Return them as they are written, the most frequent first."""
        ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        return [cls(code=code, launches=launches) for code, launches in ranked]


class PageLoadWord(BaseModel):
    """How long it took until pages said that they are ready, in milliseconds: what half of them did
    not exceed, and three in four; null: it is known of none. `launches`: of how many it is known.
    """

    launches: int
    median_ms: int | None
    p75_ms: int | None

    @classmethod
    def of(cls, use: Use) -> Self:
        """Return it as it is written."""
        return cls(launches=use.loads, median_ms=use.load_median, p75_ms=use.load_75)


class OfferAnswersWord(BaseModel):
    """How often clients accepted the offer, declined it, and took their consent back."""

    accepted: int
    declined: int
    revoked: int


class PushCountsWord(BaseModel):
    """For how many clients pushes were accepted, to how many they were sent, and how many opened
    theirs: all on the day on which the push was asked for.
    """

    accepted: int
    sent: int
    opened: int


class OrderCountsWord(BaseModel):
    """How many live orders were made, and how many of these were paid until now."""

    made: int
    paid: int


class UseFiguresWord(BaseModel):
    """How often the mini-app was opened, by how many different clients, and what went with it.

    `refused`: launches that did not open it; most of these codes ask the superapp for something,
    and the same launch is repeated then. `errors`: what its page was told over the bridge, each
    code once a launch.
    """

    launches: int
    clients: int
    refused: list[CodeCountWord]
    load: PageLoadWord
    errors: list[CodeCountWord]
    offers: OfferAnswersWord
    pushes: PushCountsWord
    orders: OrderCountsWord

    @classmethod
    def of(cls, one: Figures) -> Self:
        """Return them as they are written."""
        offers = {name: one.offers.get(name, 0) for name in OfferAnswersWord.model_fields}
        orders = {name: one.orders.get(name, 0) for name in OrderCountsWord.model_fields}
        pushes = {name: one.pushes.get(name, 0) for name in PushCountsWord.model_fields}
        return cls(
            launches=one.use.launches,
            clients=one.use.clients,
            refused=CodeCountWord.all_of(one.refused),
            load=PageLoadWord.of(one.use),
            errors=CodeCountWord.all_of(one.errors),
            offers=OfferAnswersWord(**offers),
            pushes=PushCountsWord(**pushes),
            orders=OrderCountsWord(**orders),
        )


class DayUseWord(BaseModel):
    """A day of the organisation's time zone."""

    date: str
    figures: UseFiguresWord


class SourceUseWord(BaseModel):
    """How often it was opened by `widget`, `deeplink` or `push`."""

    source: str
    launches: int
    clients: int


class BuildUseWord(BaseModel):
    """The use of a build, with what failed in it."""

    build: str
    digest: str
    launches: int
    clients: int
    load: PageLoadWord
    errors: list[CodeCountWord]

    @classmethod
    def of(cls, one: BuildUse) -> Self:
        """Return it as it is written."""
        return cls(
            build=one.id,
            digest=one.digest,
            launches=one.use.launches,
            clients=one.use.clients,
            load=PageLoadWord.of(one.use),
            errors=CodeCountWord.all_of(one.errors),
        )


class AnalyticsWord(BaseModel):
    """The use of a mini-app in a period: numbers alone. `days` are all days of it; `sources` and
    `builds` those that were used, the most used first.
    """

    since: At
    until: At
    total: UseFiguresWord
    days: list[DayUseWord]
    sources: list[SourceUseWord]
    builds: list[BuildUseWord]

    @classmethod
    def of(cls, found: Analytics) -> Self:
        """Return it as it is written."""
        return cls(
            since=found.period.since,
            until=found.period.until,
            total=UseFiguresWord.of(found.total),
            days=[
                DayUseWord(date=date, figures=UseFiguresWord.of(figures))
                for date, figures in found.days
            ],
            sources=[
                SourceUseWord(source=name, launches=use.launches, clients=use.clients)
                for name, use in found.sources
            ],
            builds=[BuildUseWord.of(one) for one in found.builds],
        )
