"""How does whoever writes a mini-app check a build, and bring it to a server?"""

import json
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlsplit

import typer

from chatserver.shell.bringing import bring
from chatserver.shell.options import Failed

if TYPE_CHECKING:
    from chatserver.archives.archive import Report

KEY: Final = "CHAT_API_KEY"


def check_build(
    build: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER|ZIP", exists=True, readable=True, help="What is to be uploaded."
        ),
    ],
    pack: Annotated[
        Path | None,
        typer.Option("--pack", metavar="FILE", help="Leave the zip of a good folder here."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line for programs.")] = False,
) -> None:
    """For authors of mini-apps: say, without a server, what one would refuse in a build."""
    if pack is not None and not build.is_dir():
        raise typer.BadParameter("only a folder is packed", param_hint="--pack")
    try:
        with TemporaryDirectory() as folder:
            packed = _packed(build, Path(folder) / "build.zip") if build.is_dir() else build
            report = _inspected(packed)
            if pack is not None and report.good:
                pack.write_bytes(packed.read_bytes())
    except OSError as trouble:
        raise Failed(str(trouble)) from trouble
    typer.echo(_line(report) if as_json else _lines(report))
    if not report.good:
        raise Failed(f"a server would refuse {build}")


def upload_build(
    build: Annotated[
        Path,
        typer.Argument(metavar="FOLDER|ZIP", exists=True, readable=True, help="What is uploaded."),
    ],
    server: Annotated[
        str, typer.Option("--server", metavar="URL", help="Such as https://chat.example.com.")
    ],
    miniapp: Annotated[str, typer.Option("--miniapp", metavar="ID", help="Of which mini-app.")],
    key: Annotated[
        str,
        typer.Option(
            envvar=KEY,
            metavar="KEY",
            help="An API key with the scope upload.builds; better in the environment than here.",
        ),
    ],
    send: Annotated[bool, typer.Option("--submit", help="Send it to the moderators, too.")] = False,
) -> None:
    """For pipelines: bring a build to a server, once nothing is wrong with it. Prints one line of
    JSON: the build, and the review if it was sent.
    """
    url = _trusted(server)
    try:
        with TemporaryDirectory() as folder:
            packed = _packed(build, Path(folder) / "build.zip") if build.is_dir() else build
            report = _inspected(packed)
            if not report.good:
                raise Failed(f"a server would refuse {build}\n{_lines(report)}")
            told = bring(url, miniapp, key, packed, send=send)
    except OSError as trouble:
        raise Failed(str(trouble)) from trouble
    typer.echo(json.dumps(told, ensure_ascii=False))


def _trusted(server: str) -> str:
    url = urlsplit(server)
    if url.scheme != "https" and url.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise typer.BadParameter("the key goes over https alone", param_hint="--server")
    return server.rstrip("/")


def _packed(folder: Path, into: Path) -> Path:
    from chatserver.archives.packing import files_in, pack

    with into.open("wb") as file:
        pack(files_in(folder), file)
    return into


def _inspected(packed: Path) -> "Report":
    from chatserver.archives.archive import inspect
    from chatserver.core.archives import MOST_BYTES, Finding

    report = inspect(packed)
    if packed.stat().st_size > MOST_BYTES:
        text = f"the zip has more than {MOST_BYTES} bytes"
        report.findings.insert(0, Finding("file_too_large", "", text))
    return report


def _line(report: "Report") -> str:
    told = {
        "good": report.good,
        "digest": report.digest if report.good else None,
        "files": len(report.entries),
        "bytes": report.unpacked,
        "findings": [asdict(one) for one in report.findings],
    }
    return json.dumps(told, ensure_ascii=False)


def _lines(report: "Report") -> str:
    lines = [
        f"{'BAD ' if one.hard else 'note'} {one.path or '.'}: {one.message} ({one.code})"
        for one in report.findings
    ]
    if report.good:
        files = f"{len(report.entries)} files, {report.unpacked} bytes"
        lines.append(f"A server would take it: {files}, build {report.digest}.")
    return "\n".join(lines)
