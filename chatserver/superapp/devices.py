"""`/superapp/v1/devices`: which of a client's devices ring?"""

from typing import Any

from fastapi import APIRouter, status

from chatserver.actions.callers.residents import Resident
from chatserver.actions.notifying.devices import (
    NewDevice,
    Owner,
    devices_of,
    register_device,
    remove_device,
)
from chatserver.http.documents import extras
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.superapp.counter import PREFIX, HereCounter, HereResident
from chatserver.superapp.device_words import DevicesWord, DeviceWord, NewDeviceWord

routes = APIRouter(prefix=PREFIX, tags=["notices"], route_class=Judged)


def _with(*problems: str, named: bool = False) -> dict[str, Any]:
    return {"openapi_extra": extras(permission=None, problems=problems, named=named)}


@routes.get("/devices", **_with())
async def devices(counter: HereCounter, resident: HereResident) -> DevicesWord:
    """List the client's devices, and the key to subscribe a browser with."""
    found = await devices_of(counter.world, _owner(resident))
    return DevicesWord(
        items=[DeviceWord.of(one) for one in found],
        web_push_key=counter.world.pushers.web.public_key or None,
    )


@routes.post("/devices", status_code=status.HTTP_201_CREATED, **_with(named=True))
async def register(body: NewDeviceWord, counter: HereCounter, resident: HereResident) -> DeviceWord:
    """Register a device, at each start of the superapp. The same one again is the same device.

    It ends with the client's tokens: whoever has signed out registers anew.
    """
    keys = (body.keys.p256dh, body.keys.auth) if body.keys is not None else ("", "")
    new = NewDevice(body.platform, body.token, *keys, locale=body.locale)
    return DeviceWord.of(await register_device(counter.world, _owner(resident), new))


@routes.delete("/devices/{device_id}", status_code=204, **_with("not_found"))
async def remove(device_id: Id, counter: HereCounter, resident: HereResident) -> None:
    """Remove a device of one's own; what is not one's own stays as it is."""
    await remove_device(counter.world, _owner(resident), device_id)


def _owner(resident: Resident) -> Owner:
    return Owner("client", resident.client.id, resident.directory.org.id)
