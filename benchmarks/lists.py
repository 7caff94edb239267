"""How long does a page of a list take, in an organisation with very many of everything?

One caller asks for one page after the other over HTTP, each at another place of its list.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from benchmarks.archive import (
    CHANGES,
    CLIENTS,
    EVERYWHERE,
    FIRST,
    FLATS,
    MINIAPPS,
    ONE_QUARTER,
    ORG,
    PLATFORM,
    QUARTERS,
    REVIEWS,
    STAFF,
    STARTED,
    WIDGETS,
    Large,
    make_large,
)
from benchmarks.figures import Figures, quantile
from benchmarks.house import settings_of
from benchmarks.servers import CONFIG, Cluster
from chatserver.http.cursors import cursor_after
from chatserver.identity.keys import token_keys
from chatserver.identity.tokens import Kind, Tokens
from chatserver.world import system_now

WARM = 3
PAGES = 40
AIM_MS = 50

Chance = random.Random
Page = Callable[[Large, Chance], str]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as somebody looks at it: `page` is the address of one of its pages."""

    name: str
    who: str
    page: Page


def _clients(large: Large, chance: Chance) -> str:
    return f"clients?cursor={cursor_after(large.client(chance.randrange(CLIENTS)))}"


def _search(_: Large, chance: Chance) -> str:
    return f"clients?q=dent {chance.randrange(CLIENTS)}"


def _building(_: Large, chance: Chance) -> str:
    return f"clients?objects=obj_lb{chance.randrange(200)}"


def _quarter(_: Large, chance: Chance) -> str:
    return f"clients?objects=obj_lq{chance.randrange(QUARTERS)}"


def _objects(_: Large, chance: Chance) -> str:
    building = chance.randrange(200)
    flat = FIRST + building * (FLATS // 200)
    path = f"/obj_lq{building // 20}/obj_lb{building}/obj_lf{flat}/"
    return f"objects?cursor={cursor_after(path)}"


def _miniapps(large: Large, chance: Chance) -> str:
    number = chance.randrange(MINIAPPS)
    at = STARTED + number * 7919 % MINIAPPS
    return f"miniapps?cursor={cursor_after(str(at), large.miniapp(number))}"


def _audit(large: Large, chance: Chance) -> str:
    number = chance.randrange(CHANGES)
    return f"audit?cursor={cursor_after(str(STARTED + number), large.change(number))}"


def _audit_subject(large: Large, chance: Chance) -> str:
    return f"audit?subject={large.client(chance.randrange(CLIENTS))}"


def _audit_action(large: Large, chance: Chance) -> str:
    return f"{_audit(large, chance)}&action=staff.change&action=miniapp.publish"


def _audit_actor(large: Large, chance: Chance) -> str:
    return f"{_audit(large, chance)}&actor=key_lists"


def _audit_platform(large: Large, chance: Chance) -> str:
    return f"{_audit(large, chance)}&org={ORG}"


def _staff(_: Large, chance: Chance) -> str:
    return f"staff?cursor={cursor_after(f'st_l{FIRST + chance.randrange(STAFF)}')}"


def _licences(_: Large, chance: Chance) -> str:
    return f"licences?cursor={cursor_after(str(FIRST + chance.randrange(MINIAPPS)), 'lic_')}"


def _widgets(_: Large, chance: Chance) -> str:
    return f"widgets?cursor={cursor_after('house', str(chance.randrange(WIDGETS // 4)), 'wdg_')}"


def _queue(_: Large, chance: Chance) -> str:
    return f"moderation/queue?cursor={cursor_after(str(STARTED + chance.randrange(REVIEWS)), 'r')}"


LISTS = (
    Listing("clients", EVERYWHERE, lambda *_: "clients"),
    Listing("clients_page", EVERYWHERE, _clients),
    Listing("clients_search", EVERYWHERE, _search),
    Listing("clients_building", EVERYWHERE, _building),
    Listing("clients_quarter", EVERYWHERE, _quarter),
    Listing("clients_keeper", ONE_QUARTER, _clients),
    Listing("objects_page", EVERYWHERE, _objects),
    Listing("miniapps", EVERYWHERE, lambda *_: "miniapps"),
    Listing("miniapps_page", EVERYWHERE, _miniapps),
    Listing("licences_page", EVERYWHERE, _licences),
    Listing("licences_free", EVERYWHERE, lambda *_: "licences?free=true"),
    Listing("builds", EVERYWHERE, lambda large, _: f"miniapps/{large.miniapp(0)}/builds"),
    Listing("reviews_queue", PLATFORM, _queue),
    Listing("widgets_page", EVERYWHERE, _widgets),
    Listing("widget_targets", EVERYWHERE, lambda *_: "widgets/targets"),
    Listing("staff_page", EVERYWHERE, _staff),
    Listing("audit", EVERYWHERE, lambda *_: "audit"),
    Listing("audit_page", EVERYWHERE, _audit),
    Listing("audit_subject", EVERYWHERE, _audit_subject),
    Listing("audit_actor", EVERYWHERE, _audit_actor),
    Listing("audit_action", EVERYWHERE, _audit_action),
    Listing("audit_keeper", ONE_QUARTER, _audit),
    Listing("audit_platform", PLATFORM, _audit_platform),
)


async def lists(cluster: Cluster) -> Figures:
    """Make the large organisation and read its lists."""
    began = time.perf_counter()
    large = await make_large(cluster.environment["CHATSERVER_DATABASE__URL"])
    figures = Figures("lists", cluster.name)
    figures.numbers["made_s"] = round(time.perf_counter() - began, 1)
    tokens = Tokens(token_keys(settings_of(cluster.environment, CONFIG)), system_now)
    chance = random.Random(7)
    async with httpx.AsyncClient(base_url=f"{cluster.urls[0]}/api/v1/", timeout=60) as http:
        for one in LISTS:
            org = None if one.who == PLATFORM else ORG
            token = tokens.issue(Kind.STAFF, one.who, org=org, lifetime_s=3600).token
            headers = {"Authorization": f"Bearer {token}"}
            taken: list[float] = []
            used = 0.0
            for turn in range(WARM + PAGES):
                if turn == WARM:
                    used = sum(cluster.used().values())
                asked = one.page(large, chance)
                start = time.perf_counter()
                answer = await http.get(asked, headers=headers)
                taken.append(time.perf_counter() - start)
                answer.raise_for_status()
            cpu_s = sum(cluster.used().values()) - used
            ordered = sorted(taken[WARM:])
            half, most = (quantile(ordered, share) * 1000 for share in (0.5, 0.95))
            figures.numbers |= {
                f"{one.name}_cpu_ms": round(cpu_s / PAGES * 1000, 1),
                f"{one.name}_p50_ms": round(half, 1),
                f"{one.name}_p95_ms": round(most, 1),
            }
            if most > AIM_MS:
                figures.remarks.append(f"{one.name} takes more than {AIM_MS} ms")
    return figures
