"""Both kinds of file store: what holds on one must hold on the other."""

import secrets
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from chatserver.config import Files

KINDS = ("disk", "s3")


@contextmanager
def s3_server() -> Iterator[str]:
    """Run an S3 within this process, and yield its address."""
    # Read by those few that need it: whoever collects the tests would wait for it.
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def on_s3(address: str) -> Files:
    """Settings with a bucket of their own."""
    bucket = f"files-{secrets.token_hex(6)}"
    made = urllib.request.Request(f"{address}/{bucket}", method="PUT")
    urllib.request.urlopen(made).close()
    return Files(
        bucket=bucket,
        endpoint=address,
        region="us-east-1",
        access_key=SecretStr("key"),
        secret_key=SecretStr("secret"),
    )


def on_disk(folder: Path) -> Files:
    """Settings with a folder of their own."""
    return Files(folder=str(folder))
