import { act, render, screen } from "@testing-library/react";
import { type ReactNode, useRef, useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { leftBy, useArrival, wayTo } from "../src/arrival.ts";
import { Link } from "../src/Link.tsx";
import { Route, RouteProvider, useHere } from "../src/route.ts";

let route: Route;
let page: (path: readonly string[]) => ReactNode;

function Frame() {
  const frame = useRef<HTMLDivElement>(null);
  const { path } = useHere();
  useArrival(frame);
  return (
    <div ref={frame}>
      <header>
        <Link path={["orders"]} current={path[0] === "orders"}>
          Bar
        </Link>
        <button type="button">Bell</button>
      </header>
      <main>{page(path)}</main>
    </div>
  );
}

/** A list of two orders, and each order on a page of its own. */
function orders(path: readonly string[]): ReactNode {
  const [section, order] = path;
  if (section !== "orders") {
    return <h1>Elsewhere</h1>;
  }
  return order === undefined ? (
    <>
      <h1>Orders</h1>
      <Link path={["orders", "1"]}>One</Link>
      <Link path={["orders", "2"]}>Two</Link>
    </>
  ) : (
    <>
      <h1>Around it</h1>
      <h2 data-landing>Order {order}</h2>
    </>
  );
}

const draw = () =>
  render(
    <RouteProvider value={route}>
      <Frame />
    </RouteProvider>,
  );

/** Go on to another page, and let dialogs go first. */
const go = (path: readonly string[]) => {
  act(() => route.go(path));
  act(() => void vi.advanceTimersByTime(100));
};
const focused = () => document.activeElement?.textContent;

beforeEach(() => {
  vi.useFakeTimers();
  window.history.replaceState(null, "", "/console/orders");
  route = new Route();
  page = orders;
  return () => vi.useRealTimers();
});

test("the focus goes to the page's heading, and back to the line by which it was left", () => {
  draw();
  act(() => void vi.advanceTimersByTime(100));
  expect(document.activeElement).toBe(document.body);
  screen.getByText("Two").focus();
  go(["orders", "2"]);
  expect(focused()).toBe("Order 2");
  go(["orders"]);
  expect(focused()).toBe("Two");
  screen.getByText("Bar").focus();
  go(["clients"]);
  expect(focused()).toBe("Elsewhere");
});

test("it comes once the page is here, and not to who has gone elsewhere meanwhile", async () => {
  let arrive: () => void = () => undefined;
  function Slow({ path }: { path: readonly string[] }) {
    const [here, setHere] = useState(false);
    arrive = () => setHere(true);
    return here ? orders(path) : <p data-coming>…</p>;
  }
  page = (path) => (path.length === 1 ? orders(path) : <Slow key={path[1]} path={path} />);
  draw();
  for (const [order, elsewhere] of [
    ["1", false],
    ["2", true],
  ] as const) {
    go(["orders", order]);
    expect(document.activeElement).toBe(document.body);
    if (elsewhere) {
      screen.getByText("Bell").focus();
    }
    await act(async () => arrive());
    expect(focused()).toBe(elsewhere ? "Bell" : "Order 1");
  }
});

test("what has the focus already keeps it", () => {
  page = (path) => (path.length === 1 ? orders(path) : <input aria-label="Name" />);
  draw();
  act(() => route.go(["orders", "1"]));
  screen.getByLabelText("Name").focus();
  act(() => void vi.advanceTimersByTime(100));
  expect(document.activeElement).toBe(screen.getByLabelText("Name"));
});

test("a dialog whose pages change keeps it from what lies below", () => {
  page = (path) => (
    <>
      <h1>Import</h1>
      <section role="dialog" aria-modal="true" tabIndex={-1}>
        {path[1] === undefined ? <button type="button">Begin</button> : "Half of it"}
      </section>
    </>
  );
  draw();
  screen.getByText("Begin").focus();
  go(["orders", "1"]);
  expect(focused()).toBe("Half of it");
});

test("one comes back along the way, or by the list's own button", () => {
  const way = ["/console/orgs", "/console/orgs/1", "/console/clients/7"];
  expect(leftBy(way, "/console/orgs/1")).toEqual(["/console/clients/7"]);
  expect(wayTo(way, "/console/orgs/1")).toEqual(way.slice(0, 2));
  expect(wayTo(way, "/console/staff")).toEqual([...way, "/console/staff"]);
  const deep = ["/console/orgs/1/licences"];
  expect(leftBy(deep, "/console/orgs")).toEqual(["/console/orgs/1/licences", "/console/orgs/1"]);
  expect(leftBy(deep, "/console/staff")).toEqual([]);
});
