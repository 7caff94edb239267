"""Which pictures are drawn small, and which are left as they are?"""

from pathlib import Path

import pytest
from PIL import Image

from chatserver.files.images import MOST_PIXELS, Drawing
from tests.pictures import of_scans


async def test_a_camera_may_put_a_second_picture_into_the_file(tmp_path: Path) -> None:
    path = tmp_path / "camera.jpg"
    width, height = 6000, 5000
    assert width * height > MOST_PIXELS, "more than is unpacked of what is no JPEG"
    second = Image.new("L", (8, 8))
    Image.new("L", (width, height)).save(path, "MPO", save_all=True, append_images=[second])

    drawn = await Drawing().preview(path)

    assert drawn is not None
    assert (drawn.width, drawn.height) == (width, height)


@pytest.mark.parametrize("several", [False, True])
async def test_a_picture_of_endless_scans_is_not_drawn(tmp_path: Path, *, several: bool) -> None:
    """Some thousand of them in a large one would keep a processor busy for minutes."""
    path = tmp_path / "picture.jpg"
    for extra, seen in ((0, True), (30, True), (100, False)):
        path.write_bytes(of_scans(extra, several=several))
        drawn = await Drawing().preview(path)
        assert (drawn is not None) is seen
