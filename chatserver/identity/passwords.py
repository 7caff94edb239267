"""Is this the employee's password? (argon2, off the loop, a few at a time)"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher

# What no password leads to. To compute a real one would hold up every start.
_NOBODYS = f"$argon2id$v=19$m={{}},t={{}},p=1${'A' * 22}${'A' * 43}"


class TooBusy(Exception):
    """More people wait for a check than it could finish in good time."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it is the password; `rehashed` is to be stored in place of the old hash."""

    right: bool
    rehashed: str | None = None


class Passwords:
    """Hashes and checks passwords.

    One check takes `memory_kib` and a good part of a core, so `slots` run at once and `queue` may
    wait. An account that does not exist costs the same as one that does.
    """

    def __init__(
        self, *, time_cost: int = 3, memory_kib: int = 65536, slots: int = 2, queue: int = 64
    ) -> None:
        hasher = Argon2Hasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
        self._hash = PasswordHash((hasher,))
        self._nobody = _NOBODYS.format(memory_kib, time_cost)
        self._slots = asyncio.Semaphore(slots)
        self._queue = queue
        self._waiting = 0

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Take one of the few places in which a password may be checked."""
        if self._waiting >= self._queue:
            raise TooBusy
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._slots.release()

    async def hash(self, password: str) -> str:
        """Return what is stored of a password."""
        return await asyncio.to_thread(self._hash.hash, password)

    async def check(self, password: str, stored: str | None) -> Verdict:
        """Compare with what is stored. None is nobody's account, and takes as long."""
        return await asyncio.to_thread(self._check, password, stored)

    def _check(self, password: str, stored: str | None) -> Verdict:
        known = stored is not None
        try:
            right, rehashed = self._hash.verify_and_update(
                password, self._nobody if stored is None else stored
            )
        except PwdlibError:
            return Verdict(right=False)
        return Verdict(right and known, rehashed if known else None)
