import { type ChatClient, type LineState, Signal } from "@chatserver/protocol";
import { ClientProvider, speak } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { act, render, renderHook, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { Problem, Unreachable } from "../src/http.ts";
import { useLoading, WhenHere } from "../src/loading.tsx";
import { Route, RouteProvider } from "../src/route.ts";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";

/** A server that gives these answers, one after the other. */
function answering(...answers: (string | Error)[]) {
  return async () => {
    const answer = answers.shift();
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  };
}

test("what is here stays where it cannot be fetched again, and that is told", async () => {
  render(
    <MantineProvider env="test">
      <Notifications />
    </MantineProvider>,
  );
  const load = answering("first", new Problem(503, { code: "unavailable", title: "Later" }));
  const { result } = renderHook(() => useLoading(load));
  await waitFor(() => expect(result.current.now).toEqual({ state: "here", value: "first" }));
  act(() => result.current.reload());
  expect(await screen.findByRole("alert")).toBeDefined();
  expect(result.current.now).toEqual({ state: "here", value: "first" });
});

test("what is gone is not shown any longer", async () => {
  const load = answering("first", new Problem(404, { code: "not_found" }));
  const { result } = renderHook(() => useLoading(load));
  await waitFor(() => expect(result.current.now.state).toBe("here"));
  act(() => result.current.reload());
  await waitFor(() => expect(result.current.now.state).toBe("failed"));
});

function Page({ load }: { load(): Promise<string | undefined> }) {
  const loading = useLoading(load);
  return (
    <WhenHere loading={loading} below={{ to: ["miniapps"], back: "to the list" }}>
      {(name) => name}
    </WhenHere>
  );
}

test.each([
  [404, 0],
  [503, 1],
])("a page that does not come leads back to its list: %i", async (status, again) => {
  speak({ ru, en });
  const route = new Route();
  const load = answering(new Problem(status, { code: "other" }));
  render(
    <MantineProvider env="test">
      <RouteProvider value={route}>
        <Page load={load} />
      </RouteProvider>
    </MantineProvider>,
  );
  expect((await screen.findByRole("alert")).querySelector("h1")?.textContent).not.toBe("");
  const buttons = screen.getAllByRole("button");
  expect(buttons).toHaveLength(1 + again);
  act(() => screen.getByRole("button", { name: "to the list" }).click());
  expect(window.location.pathname).toBe("/console/miniapps");
});

test("nor what belongs to another question", async () => {
  const one = answering("one");
  const two = answering(new Problem(503, { code: "unavailable" }));
  const { result, rerender } = renderHook(({ load }) => useLoading(load), {
    initialProps: { load: one },
  });
  await waitFor(() => expect(result.current.now.state).toBe("here"));
  rerender({ load: two });
  await waitFor(() => expect(result.current.now.state).toBe("failed"));
});

test("what nobody answered is asked for once more as soon as the connection is back", async () => {
  const connection = new Signal<LineState>({ status: "live", welcome: {} as never });
  const load = answering(
    new Unreachable(),
    new Problem(502, {}),
    new Problem(422, { code: "validation" }),
    "never asked for",
  );
  const { result } = renderHook(() => useLoading(load), {
    wrapper: ({ children }) => (
      <ClientProvider client={{ connection } as unknown as ChatClient}>{children}</ClientProvider>
    ),
  });
  const failed = () => (result.current.now.state === "failed" ? result.current.now.error : null);
  await waitFor(() => expect(failed()).toBeInstanceOf(Unreachable));
  act(() => connection.set({ status: "waiting", attempt: 1, until: 0 }));
  act(() => connection.set({ status: "live", welcome: {} as never }));
  await waitFor(() => expect(failed()).toMatchObject({ status: 502 }));
  act(() => void window.dispatchEvent(new Event("online")));
  await waitFor(() => expect(failed()).toMatchObject({ status: 422 }));
  // What the server has refused it would refuse again.
  act(() => void window.dispatchEvent(new Event("online")));
  expect(failed()).toMatchObject({ status: 422 });
});
