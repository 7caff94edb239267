"""`/superapp/v1/files/uploads`: how does a client bring a file piece by piece?"""

from chatserver.actions.attachments.uploads.taking import Uploader
from chatserver.http import tus
from chatserver.http.documents import extras, without_permission
from chatserver.superapp.counter import PREFIX, HereCounter, HereResident


async def _uploading(counter: HereCounter, resident: HereResident) -> tus.Uploading:
    by = Uploader(resident.directory.org.id, "client", resident.client.id)
    return tus.Uploading(counter.world, by)


routes = tus.upload_routes(
    PREFIX,
    _uploading,
    begins={"openapi_extra": extras(permission=None, problems=tus.BEGINNING, named=True)},
    finds=without_permission("not_found"),
    adds=without_permission(*tus.ADDING),
)
