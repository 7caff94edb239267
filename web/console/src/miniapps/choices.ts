/** Who can be named in the settings of a chat? */

import type { Directory } from "../directory.ts";

export interface Choices {
  departments: { id: string; name: string }[];
  staff: Person[];
}

interface Person {
  id: string;
  name: string;
  active: boolean;
  department: string | null;
}

interface Team {
  department: string | null;
  staff: string[];
}

export async function choicesFrom(directory: Directory): Promise<Choices> {
  const [departments, staff] = await Promise.all([directory.departments(), directory.staff()]);
  return {
    departments,
    staff: staff.map(({ id, name, active, department }) => ({
      id,
      name,
      active,
      department: department?.id ?? null,
    })),
  };
}

/** The department's people, and whoever is named although they left it: marked, in the list until
 * somebody takes them out (D6). */
export function peopleOf(staff: readonly Person[], team: Team) {
  return staff
    .map(({ id, name, active, department }) => ({
      id,
      name,
      gone: active ? (department === team.department ? null : "moved") : "left",
    }))
    .filter(({ id, gone }) => gone === null || team.staff.includes(id));
}
