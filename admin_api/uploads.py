"""`/api/v1/files/uploads`: how does an employee bring a file piece by piece?"""

from admin_api.desk import PREFIX, HereDesk, HereViewer, staff_with
from chatserver.actions.attachments.uploads.taking import Uploader
from chatserver.core.attachments import NEEDS
from chatserver.http import tus

_MAY = NEEDS["message"]


async def _uploading(desk: HereDesk, viewer: HereViewer) -> tus.Uploading:
    return tus.Uploading(desk.world, Uploader(viewer.home.org.id, "staff", viewer.id))


routes = tus.upload_routes(
    PREFIX,
    _uploading,
    begins=staff_with(*_MAY, problems=tus.BEGINNING),
    finds=staff_with(*_MAY, problems=["not_found"]),
    adds=staff_with(*_MAY, problems=tus.ADDING),
)
