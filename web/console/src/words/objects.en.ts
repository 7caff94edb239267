/** What is said of objects in English? */

import type { objectsRu } from "./objects.ru.ts";
import type { Said } from "./said.ts";

export const objectsEn: Said<typeof objectsRu> = {
  "object.new": "A new object",
  "object.one": "Object",
  "object.search": "Name, address or external id",
  "object.none": "Nothing was found. Look for premises inside their building.",
  "object.add.quarter": "Add a quarter",
  "object.add.in": "Add inside: {{name}}",
  "object.empty": "There are no objects yet. Add a quarter, or import a table.",
  "object.kind": "Kind",
  "object.kind.quarter": "quarter",
  "object.kind.group": "project group",
  "object.kind.building": "building",
  "object.kind.premises": "premises",
  "object.name": "Name",
  "object.address": "Address",
  "object.address.hint": "As clients and employees read it. Such as: 1 Quay Street, flat 5",
  "object.external_id": "External id",
  "object.external_id.hint": "An import recognises the object by it",
  "object.parent": "Part of",
  "object.move": "Move",
  "object.move.close": "Done",
  "object.clients": "Clients who live here",
  "object.remove": "Delete the object",
  "object.remove.title": "Delete the object “{{name}}”?",
  "object.remove.unused": "Only what nothing refers to can be deleted.",
  "object.remove.used": "It cannot be deleted while these belong to it:",
  "object.removed": "Object deleted: {{name}}",
  "mistake.misplaced": "An object of this kind does not stand there.",
  "mistake.cycle": "An object does not stand in itself.",
  "import.objects.external_id":
    "the id in your system, by which the object is recognised the next time",
  "import.objects.kind": "quarter, group, building or premises",
  "import.objects.name": "name",
  "import.objects.parent": "the external id of what it is part of; lines in any order",
  "import.objects.address": "address",
};
