/** Who gets a port, and who does not? */

import { waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { MiniAppError } from "../src/errors.ts";
import { HELLO, shakeHands } from "../src/handshake.ts";
import { Reception } from "../src/host/frame.ts";
import { ancestorsOf, candidates } from "../src/hosts.ts";
import type { Pipe } from "../src/pipes.ts";
import { FakeWindow, framed, HOST, PAGE, portAnswer } from "./windows.ts";

const SOON = 30;

function received(host: FakeWindow, page: FakeWindow) {
  const met: Pipe[] = [];
  const frame = { contentWindow: page } as unknown as HTMLIFrameElement;
  const parted = vi.fn();
  const window = host as unknown as Window;
  const reception = new Reception(window, frame, PAGE, (pipe) => met.push(pipe), parted);
  return { met, parted, reception };
}

function greet(page: FakeWindow, hosts = [HOST]): Promise<Pipe> {
  return shakeHands(page as unknown as Window, hosts, SOON);
}

test("a page and its host meet, and only exact origins are spoken to", async () => {
  const { host, page } = framed();
  const { met } = received(host, page);
  const pipe = await greet(page);
  const heard = new Promise((go) => met[0]?.receive(go));
  pipe.send("hello");
  expect(await heard).toBe("hello");
  expect([...host.targets, ...page.targets]).toEqual([HOST, PAGE]);
  pipe.close();
});

test("a host hears the page of its frame alone", () => {
  const { host, page } = framed();
  const { met, reception } = received(host, page);
  const hello = { type: HELLO, v: 1, nonce: "n" };
  host.hear(hello, "https://elsewhere.example", page);
  host.hear(hello, "null", page);
  host.hear(hello, PAGE, new FakeWindow(PAGE));
  host.hear(hello, PAGE, null);
  for (const other of [
    null,
    "hello",
    { ...hello, v: 2 },
    { ...hello, nonce: 1 },
    { type: HELLO },
  ]) {
    host.hear(other, PAGE, page);
  }
  expect(met).toEqual([]);
  expect(page.targets).toEqual([]);
  host.hear(hello, PAGE, page);
  expect(met.length).toBe(1);
  reception.stop();
  host.hear(hello, PAGE, page);
  expect(met.length).toBe(1);
});

test("a page takes a port from its parent alone, and only for its own greeting", async () => {
  const { host, page } = framed();
  const sent: unknown[] = [];
  host.addEventListener("message", (event) => sent.push((event as MessageEvent).data));
  const meeting = greet(page);
  const { nonce } = sent[0] as { nonce: string };
  const { port1, port2 } = new MessageChannel();
  page.hear(portAnswer(nonce), "https://elsewhere.example", host, [port2]);
  page.hear(portAnswer(nonce), HOST, new FakeWindow(HOST), [port2]);
  page.hear(portAnswer("another"), HOST, host, [port2]);
  page.hear(portAnswer(nonce), HOST, host, []);
  await expect(meeting).rejects.toMatchObject({ code: "host_not_found", retryable: false });
  port1.close();
});

test("whoever is not among the hosts is not greeted", async () => {
  const { host, page } = framed();
  received(host, page);
  await expect(greet(page, ["https://other.example"])).rejects.toBeInstanceOf(MiniAppError);
  expect(page.targets).toEqual([]);
});

test.each([
  ["default-src 'self'; frame-ancestors https://a.example http://b.example:1", 2],
  ["Frame-Ancestors 'self'", 1],
  ["frame-ancestors 'none'", 0],
  ["frame-ancestors * https: https://*.a.example https://a.example/", 0],
  ["default-src 'self'", 0],
  ["", 0],
])("of a policy only exact origins may be hosts: %s", (policy, count) => {
  expect(ancestorsOf(policy, PAGE).length).toBe(count);
});

test.each([
  [[HOST], [HOST]],
  [["https://evil.example"], []],
  [["null"], [HOST, "https://b.example"]],
  [undefined, [HOST, "https://b.example"]],
])("where the browser tells who embeds a page, nobody else is tried: %j", (ancestors, tried) => {
  const location = {
    href: PAGE,
    origin: PAGE,
    ...(ancestors === undefined ? {} : { ancestorOrigins: ancestors }),
  };
  expect(candidates([HOST, "https://b.example"], { parent: null, location })).toEqual(tried);
});

test("a host is an origin, however it is written, and what is none is nobody's", () => {
  const location = { href: PAGE, origin: PAGE };
  const hosts = [`${HOST}/`, "app.example", "javascript:0", `${HOST}/path`];
  expect(candidates(hosts, { parent: null, location })).toEqual([HOST]);
});

test("a page says when it goes, and the one after it is not taken for it", async () => {
  const { host, page } = framed();
  const { parted } = received(host, page);
  const first = await greet(page);
  const second = await greet(page);
  // Both documents would go here; of the first nothing is to be taken away any more.
  page.dispatchEvent(new Event("pagehide"));
  expect(parted).toHaveBeenCalledTimes(1);
  first.close();
  second.close();
});

test("a page that comes anew gets another port, and the old one is the host's to close", async () => {
  const { host, page } = framed();
  const { met } = received(host, page);
  const first = await greet(page);
  const second = await greet(page);
  expect(met.length).toBe(2);
  const old = vi.fn();
  met[1]?.receive(old);
  met[0]?.close();
  first.send("to nobody");
  second.send("to the host");
  await waitFor(() => expect(old).toHaveBeenCalledWith("to the host"));
  second.close();
});
