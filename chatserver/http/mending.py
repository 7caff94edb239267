"""What would a body be without its mistakes of form?

What is wrong is left out, or, where something has to stand, a sample of the schema takes its place.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

Schema = Mapping[str, Any]
Path = Sequence[str | int]

_KEY = "[key]"  # where pydantic says that the key itself is wrong


class CannotMend(Exception):
    """It is wrong as a whole, or somewhere that the schema does not know."""


def mend(document: object, schema: Schema, wrong: Sequence[Path]) -> None:
    """Put right what stands at these places of a document, in the document itself.

    Raises `CannotMend`.
    """
    for path in wrong:
        way = path[:-1] if path[-1:] == (_KEY,) else path
        if not way:
            raise CannotMend
        _mend(document, schema, way, schema)


def sample(schema: Schema, whole: Schema) -> Any:  # noqa: ANN401 - JSON
    """Return something that the schema allows; `whole` is where its references lead."""
    schema = _followed(schema, whole)
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            properties = schema.get("properties", {})
            return {name: sample(properties[name], whole) for name in schema.get("required", ())}
        case "array":
            return [sample(schema.get("items", {}), whole)] * schema.get("minItems", 0)
        case "string":
            return "x" * max(1, schema.get("minLength", 1))
        case "integer" | "number":
            return schema.get("minimum", 0)
        case "boolean":
            return False
    raise CannotMend


def _mend(document: Any, schema: Schema, path: Path, whole: Schema) -> None:  # noqa: ANN401 - JSON
    schema, (step, *rest) = _followed(schema, whole), path
    inner, place = _within(schema, step), cast("Any", step)
    if not _stands(document, place, beyond=bool(rest)):
        raise CannotMend
    if rest:
        _mend(document[place], inner, rest, whole)
    elif isinstance(document, list) or step in schema.get("required", ()):
        document[place] = sample(inner, whole)
    else:
        document.pop(place, None)


def _stands(document: object, step: object, *, beyond: bool) -> bool:
    """Whether there is such a place; what an object lacks may be put there, but not looked into."""
    if isinstance(document, list):
        return isinstance(step, int) and step < len(document)
    return isinstance(document, dict) and (step in document or not beyond)


def _within(schema: Schema, step: str | int) -> Schema:
    if isinstance(step, int):
        return schema.get("items") or {}
    return schema.get("properties", {}).get(step) or schema.get("additionalProperties") or {}


def _followed(schema: Schema, whole: Schema) -> Schema:
    """Return the schema behind a reference, or what may stand there beside null."""
    if "$ref" in schema:
        return _followed(whole["$defs"][schema["$ref"].rsplit("/", 1)[1]], whole)
    choices = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return _followed(choices[0], whole) if choices else schema
