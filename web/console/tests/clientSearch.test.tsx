import { act, renderHook, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ClientLine } from "../src/directory.ts";
import { type Tools, ToolsProvider } from "../src/tools.tsx";
import { useClientSearch } from "../src/useClientSearch.ts";

test("a slow answer to fewer letters is not put over the answer to all of them", async () => {
  const answers = new Map<string, (found: ClientLine[]) => void>();
  const directory = {
    searchClients: (q: string) => new Promise((resolve) => answers.set(q, resolve)),
  };
  const { result } = renderHook(useClientSearch, {
    wrapper: ({ children }) => (
      <ToolsProvider value={{ directory } as unknown as Tools}>{children}</ToolsProvider>
    ),
  });
  const client = (name: string) => [{ id: name, name, phone: "", premises: [] }];
  for (const typed of ["iv", "ivanov"]) {
    act(() => result.current.find(typed));
    await waitFor(() => expect(answers.has(typed)).toBe(true));
  }
  await act(async () => answers.get("ivanov")?.(client("Ivanov")));
  await act(async () => answers.get("iv")?.(client("Ivleva")));
  expect(result.current.found.map(({ name }) => name)).toEqual(["Ivanov"]);
});
