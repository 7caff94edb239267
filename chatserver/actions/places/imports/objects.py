"""What does a table of objects change in the tree? By `external_id`, parents in any order."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import col, select

from chatserver.actions.callers.reach import covers
from chatserver.actions.directory import INSIDE
from chatserver.actions.places.imports.plans import (
    CHUNK,
    Import,
    Plan,
    audit,
    chunks,
    hold,
    store_all,
    store_log,
)
from chatserver.actions.places.imports.reading import Record, records
from chatserver.core.imports import Finding
from chatserver.core.searching import object_haystack
from chatserver.storage.statement import Statement, Steps, ask, insert, update
from chatserver.storage.tables import ObjectRow

_LEVELS = ("quarter", "group", "building", "premises")
_INSERT = insert(
    "object",
    ("id", "org", "parent", "kind", "name", "address", "path", "external_id", "search", "version"),
)
_UPDATE = update("object", ("id",), ("parent", "name", "address", "search", "path", "version"))
# What stands below a moved object goes with it, wherever it was before.
_CARRY = Statement(
    sqlite="""UPDATE object SET path = ?1 || substr(path, instr(path, ?2) + length(?2))
        WHERE org = ?3 AND id <> ?4 AND instr(path, ?2) > 0""",
    postgres="""UPDATE object SET path = $1::text
        || substr(path, strpos(path, $2::text) + length($2::text))
        WHERE org = $3 AND id <> $4 AND strpos(path, $2::text) > 0""",
)


@dataclass(slots=True)
class Standing:
    """An object of the table. `row` is how it stands by now, None for a new one."""

    record: Record
    id: str
    row: ObjectRow | None
    above: str | None = None  # the external id of what it is to stand in
    path: str = ""


class Tree:
    """The objects of the table, and those that they speak of."""

    def __init__(self, job: Import) -> None:
        self.job = job
        self.lines: dict[str, Standing] = {}
        self.bad: set[str] = set()  # external ids of lines that say nothing that could be used
        self.known: dict[str, ObjectRow] = {}  # by external id
        self.by_id: dict[str, ObjectRow] = {}

    async def load(self, source: Path) -> None:
        """Read the table, and from the database what it names."""
        wanted: set[str] = set()
        for record in records(source):
            if "bad" in record:
                self.bad.add(record["external_id"])
                continue
            self.lines[record["external_id"]] = Standing(record, "", None)
            wanted |= {record["external_id"], record.get("parent") or record["external_id"]}
        async with self.job.world.db.session() as session:
            for part in chunks(sorted(wanted), CHUNK):
                question = select(ObjectRow).where(
                    ObjectRow.org == self.job.org, col(ObjectRow.external_id).in_(part)
                )
                self.known |= {row.external_id or "": row for row in await session.exec(question)}
            above = {id_ for row in self.known.values() for id_ in row.path.strip("/").split("/")}
            for part in chunks(sorted(above), CHUNK):
                rows = await session.exec(select(ObjectRow).where(col(ObjectRow.id).in_(part)))
                self.by_id |= {row.id: row for row in rows}
        for external, standing in self.lines.items():
            standing.row = self.known.get(external)
            standing.id = standing.row.id if standing.row else self.job.world.new_id("obj")
            standing.above = self._above(standing)

    def _above(self, standing: Standing) -> str | None:
        if "parent" in standing.record:
            return standing.record["parent"] or None
        row = standing.row
        parent = self.by_id.get(row.parent) if row is not None and row.parent else None
        return f"#{parent.id}" if parent is not None else None

    def parent(self, standing: Standing) -> tuple[str, str, Standing | None] | None:
        """Return (id, kind, its line) of what an object is to stand in; None: not to be found."""
        above = standing.above or ""
        line = self.lines.get(above)
        if line is not None:
            return line.id, line.record["kind"], line
        row = self.by_id.get(above[1:]) if above.startswith("#") else self.known.get(above)
        if row is None:
            return None
        line = self.lines.get(row.external_id or "")
        return row.id, row.kind, line

    def path_of(self, id_: str) -> str:
        """Return where an object of the database will stand, once what is above it has moved."""
        row = self.by_id[id_]
        line = self.lines.get(row.external_id or "")
        if line is not None and line.path:
            return line.path
        return f"{self.path_of(row.parent) if row.parent else '/'}{id_}/"


async def plan_objects(job: Import, source: Path, plan: Plan) -> None:
    """Look every line up, note what is wrong, and lay out what is to be stored."""
    tree = Tree(job)
    await tree.load(source)
    for standing in tree.lines.values():
        plan.tally.findings += _findings(tree, standing)
    if plan.tally.findings:
        return
    for level in _LEVELS:
        for standing in tree.lines.values():
            if standing.record["kind"] == level:
                _lay_out(tree, standing, plan)


def store_objects(job: Import, plan: Plan) -> Steps[None]:
    """Steps that store the plan, all of it; raises `Moved`."""
    yield from hold(plan, job.org)
    for level in _LEVELS:
        yield from store_all(plan, f"new_{level}", _INSERT)
    for path, mark, id_ in plan.sheaf("carried").rows():
        yield from ask(_CARRY, path, mark, job.org, id_)
    yield from store_all(plan, "changed", _UPDATE)
    yield from store_log(job, plan)


def _findings(tree: Tree, standing: Standing) -> Iterator[Finding]:
    record, row, roots = standing.record, standing.row, tree.job.roots
    line, external = record["line"], record["external_id"]
    if row is not None and not covers(roots, row.path):
        yield Finding(line, "external_id", "outside", external)
    elif row is not None and row.kind != record["kind"]:
        yield Finding(line, "kind", "other_kind", record["kind"])
    else:
        yield from _placing(tree, standing)


def _placing(tree: Tree, standing: Standing) -> Iterator[Finding]:
    record, roots = standing.record, tree.job.roots
    line, above = record["line"], standing.above
    if above in tree.bad:
        return
    kept = standing.row is not None and "parent" not in record
    parent = tree.parent(standing) if above is not None else None
    if above is not None and (parent is None or not (kept or _reached(tree, parent))):
        yield Finding(line, "parent", "unknown_parent", record.get("parent", ""))
    elif (parent[1] if parent else None) not in INSIDE[record["kind"]] and not kept:
        yield Finding(line, "parent", "misplaced", record.get("parent", ""))
    elif parent is None and roots is not None and not kept:
        yield Finding(line, "external_id", "outside", record["external_id"])


def _reached(tree: Tree, parent: tuple[str, str, Standing | None]) -> bool:
    """Whether the employee reaches what is there; what is new, through what it stands in."""
    id_, _, line = parent
    row = tree.by_id.get(id_) or (line.row if line is not None else None)
    return row is None or covers(tree.job.roots, row.path)


def _lay_out(tree: Tree, standing: Standing, plan: Plan) -> None:
    record, row = standing.record, standing.row
    parent = tree.parent(standing) if standing.above is not None else None
    above = "/"
    if parent is not None:
        above = parent[2].path if parent[2] is not None else tree.path_of(parent[0])
    standing.path = f"{above}{standing.id}/"
    parent_id = parent[0] if parent is not None else None
    address = record.get("address", row.address if row is not None else "")
    after = {"name": record["name"], "address": address, "parent": parent_id}
    search = object_haystack(record["name"], address, record["external_id"])
    if row is None:
        plan.sheaf(f"new_{record['kind']}").add(
            [
                standing.id, tree.job.org, parent_id, record["kind"], record["name"], address,
                standing.path, record["external_id"], search, 1,
            ]
        )  # fmt: skip
        audit(tree.job, plan, "object.add", standing.id, {}, {"kind": record["kind"], **after})
        plan.tally.added += 1
        return
    before = {"name": row.name, "address": row.address, "parent": row.parent}
    if before == after:
        plan.tally.unchanged += 1
        if standing.path == row.path:
            return
    else:
        audit(tree.job, plan, "object.change", row.id, before, after)
        plan.tally.changed += 1
    if row.parent != parent_id and row.kind != "premises":
        plan.sheaf("carried").add([standing.path, f"/{row.id}/", row.id])
    version = row.version + (before != after)
    plan.sheaf("changed").add(
        [row.id, parent_id, record["name"], address, search, standing.path, version]
    )
