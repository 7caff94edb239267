import { ANN, PIPES } from "@chatserver/protocol/testing";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { givenScreen } from "./stage.tsx";

const HOME = { id: "obj_1", name: "Flat 12", address: "5 Forest st." };
const GARAGE = { id: "obj_2", name: "Garage 40", address: "5 Forest st." };
const INSIDE = `?product=${PIPES.id}`;

test("the token leaves the address at once", () => {
  givenScreen([HOME]);
  expect(window.location.hash).toBe("");
});

test("from the list into the chat: greeted, a topic picked, answered by a person", async () => {
  const { server } = givenScreen([HOME]);
  await userEvent.click(await screen.findByRole("button", { name: PIPES.name }));
  await userEvent.click(await screen.findByRole("button", { name: "Протечка" }));
  expect(await screen.findByText("Анна Петрова will answer you")).toBeDefined();
  expect(screen.queryByTestId("tags")).toBeNull();
  server.act(ANN, { type: "send", chat: "chat_1", text: "On my way" });
  expect(await screen.findByText("On my way")).toBeDefined();
  expect(screen.getByTestId("chat-status").textContent).toBe("Анна Петрова is answering you");
});

test("what the superapp proposes waits in the field, and leaves the address", async () => {
  givenScreen([HOME], INSIDE, "&draft=About+a+pass");
  expect(await screen.findByDisplayValue("About a pass")).toBeDefined();
  expect(window.location.hash).toBe("");
  await userEvent.type(screen.getByLabelText("Message"), "{Enter}");
  expect(await screen.findByText("About a pass")).toBeDefined();
  expect(screen.queryByDisplayValue("About a pass")).toBeNull();
});

test("a topic that the superapp proposes goes along with the first message", async () => {
  const { server } = givenScreen([HOME], INSIDE, "&tag=Протечка&draft=It+drips");
  const topic = await screen.findByRole("button", { name: "Протечка" });
  expect(topic.getAttribute("aria-current")).toBe("true");
  expect(window.location.hash).toBe("");
  // A link alone chooses nothing.
  expect(server.chat("chat_1").events.some(({ kind }) => kind === "tag")).toBe(false);
  await userEvent.type(screen.getByLabelText("Message"), "{Enter}");
  expect(await screen.findByText("Анна Петрова will answer you")).toBeDefined();
  await waitFor(() => expect(screen.queryByTestId("unsent")).toBeNull());
  const said = server.chat("chat_1").events.map(({ kind }) => kind);
  expect(said.indexOf("tag")).toBeLessThan(said.indexOf("message"));
  await userEvent.type(screen.getByLabelText("Message"), "Still{Enter}");
  await waitFor(() => expect(screen.queryByTestId("unsent")).toBeNull());
  expect(server.chat("chat_1").events.filter(({ kind }) => kind === "tag")).toHaveLength(1);
});

test("a topic that is not offered is no one's business", async () => {
  const { server } = givenScreen([HOME], INSIDE, "&tag=Nonsense");
  await userEvent.type(await screen.findByLabelText("Message"), "Hello{Enter}");
  await waitFor(() => expect(screen.queryByTestId("unsent")).toBeNull());
  const kinds = server.chat("chat_1").events.map(({ kind }) => kind);
  expect([kinds.includes("message"), kinds.includes("tag")]).toEqual([true, false]);
});

test("the place for which a mini-app was opened is not asked for again", async () => {
  const { server } = givenScreen([HOME, GARAGE], INSIDE, "&place=obj_2");
  await screen.findByTestId("tags");
  expect(server.chat("chat_1").place?.id).toBe("obj_2");
});

test("a place that is not the client's is asked for", async () => {
  givenScreen([HOME, GARAGE], INSIDE, "&place=obj_9");
  expect(await screen.findByRole("button", { name: /Garage 40/ })).toBeDefined();
});

test("with several places the first dialog asks for one", async () => {
  const { server } = givenScreen([HOME, GARAGE], INSIDE);
  await userEvent.click(await screen.findByRole("button", { name: /Garage 40/ }));
  await screen.findByTestId("tags");
  expect(server.chat("chat_1").place?.id).toBe("obj_2");
});

test("a message has one tick, and two when staff have read it", async () => {
  const { server } = givenScreen([HOME], INSIDE);
  await userEvent.type(await screen.findByLabelText("Message"), "Help{Enter}");
  const bubble = (await screen.findByText("Help")).closest(
    "[data-testid=bubble], [data-testid=unsent]",
  );
  expect(bubble).not.toBeNull();
  expect(await screen.findByLabelText("Sent")).toBeDefined();
  server.readAs(ANN, "chat_1");
  expect(await screen.findByLabelText("Read")).toBeDefined();
});

test("own and unread can be edited; once read, only copied", async () => {
  const { server } = givenScreen([HOME], INSIDE);
  await userEvent.type(await screen.findByLabelText("Message"), "Helo{Enter}");
  await waitFor(() => expect(screen.queryByTestId("unsent")).toBeNull());
  fireEvent.contextMenu(await screen.findByText("Helo"));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Edit" }));
  await userEvent.type(screen.getByLabelText("Message"), "{Backspace}lo{Enter}");
  expect(await screen.findByText("Hello")).toBeDefined();
  expect(await screen.findByText("edited")).toBeDefined();
  server.readAs(ANN, "chat_1");
  await screen.findByLabelText("Read");
  fireEvent.contextMenu(screen.getByText("Hello"));
  const menu = await screen.findByRole("menu");
  await waitFor(() => {
    expect(
      within(menu)
        .getAllByRole("menuitem")
        .map((item) => item.textContent),
    ).toEqual(["Reply", "Copy"]);
  });
});

test("a reply names what it replies to, shows a line of it, and leads there", async () => {
  const { server } = givenScreen([HOME], INSIDE);
  await userEvent.type(await screen.findByLabelText("Message"), "Help{Enter}");
  server.act(ANN, { type: "send", chat: "chat_1", text: "Which flat?" });
  fireEvent.contextMenu(await screen.findByText("Which flat?"));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Reply" }));
  expect(screen.getByTestId("replying").textContent).toContain("Which flat?");
  await userEvent.type(screen.getByLabelText("Message"), "Twelve{Enter}");
  expect(screen.queryByTestId("replying")).toBeNull();
  await waitFor(() => expect(screen.queryByTestId("unsent")).toBeNull());
  const { events } = server.chat("chat_1");
  const asked = events.find((one) => one.kind === "message" && one.body.text === "Which flat?");
  const said = events.findLast((one) => one.kind === "message");
  expect(said?.body).toEqual({ text: "Twelve", reply: asked?.seq });
  const quote = await screen.findByTestId("quote");
  expect(quote.textContent).toContain("Which flat?");
  await userEvent.click(quote);
  await waitFor(() => {
    expect(document.querySelector("[data-found] [data-testid=bubble]")?.textContent).toContain(
      "Which flat?",
    );
  });
});

test("a refused message stays, says what to do, and goes when it is retried", async () => {
  const { server } = givenScreen([HOME], INSIDE);
  const field = await screen.findByLabelText("Message");
  server.refuse.set("send", [{ code: "chat_disabled" }]);
  await userEvent.type(field, "Help{Enter}");
  expect((await screen.findByRole("alert")).textContent).toContain("switched off");
  await userEvent.click(screen.getByRole("button", { name: "Retry" }));
  await waitFor(() => expect(screen.queryByTestId("unsent")).toBeNull());
  expect(screen.getByText("Help")).toBeDefined();
});

test("after the end a button begins a new question, with its place", async () => {
  const { server } = givenScreen([HOME, GARAGE], INSIDE);
  await userEvent.click(await screen.findByRole("button", { name: /Flat 12/ }));
  await userEvent.click(await screen.findByRole("button", { name: "Протечка" }));
  await screen.findByText("Анна Петрова will answer you");
  server.act(ANN, { type: "dialog.close", chat: "chat_1", dialog: 1, reason: "solved" });
  expect(await screen.findByText("Рады, что вопрос решён.")).toBeDefined();
  await userEvent.click(await screen.findByRole("button", { name: "New question" }));
  await userEvent.click(await screen.findByRole("button", { name: /Garage 40/ }));
  expect(await screen.findByTestId("tags")).toBeDefined();
  expect(server.chat("chat_1").place?.id).toBe("obj_2");
});

test("a lost line is told, and what was written meanwhile goes by itself", async () => {
  const { net, server, client } = givenScreen([HOME], INSIDE);
  await screen.findByTestId("tags");
  net.up = false;
  net.cut();
  expect((await screen.findByTestId("line-banner")).textContent).toContain("No connection");
  await userEvent.type(screen.getByLabelText("Message"), "Are you there?{Enter}");
  expect((await screen.findByTestId("unsent")).dataset.status).toBe("queued");
  net.up = true;
  client.wake();
  await waitFor(() => expect(screen.queryByTestId("unsent")).toBeNull());
  expect(server.chat("chat_1").events.some((e) => e.kind === "message")).toBe(true);
});

test("a topic that is pressed twice is picked once, and nothing is said to have failed", async () => {
  const { net, server, client } = givenScreen([HOME], INSIDE);
  const topic = await screen.findByRole("button", { name: "Протечка" });
  net.up = false;
  net.cut();
  fireEvent.click(topic);
  fireEvent.click(await screen.findByRole("button", { name: "Протечка" }));
  expect(client.thread("chat_1").state.value.unsent).toHaveLength(1);
  net.up = true;
  client.wake();
  expect(await screen.findByText("Анна Петрова will answer you")).toBeDefined();
  expect(server.chat("chat_1").events.filter(({ kind }) => kind === "tag")).toHaveLength(1);
});

test("a new question that is pressed twice is asked once", async () => {
  const { server, client } = givenScreen([HOME], INSIDE);
  await userEvent.click(await screen.findByRole("button", { name: "Протечка" }));
  await screen.findByText("Анна Петрова will answer you");
  server.act(ANN, { type: "dialog.close", chat: "chat_1", dialog: 1, reason: "solved" });
  const write = vi.spyOn(client, "write");
  const button = await screen.findByRole("button", { name: "New question" });
  fireEvent.click(button);
  fireEvent.click(button);
  expect(await screen.findByTestId("tags")).toBeDefined();
  expect(write.mock.calls.map(([{ type }]) => type)).toEqual(["dialog.new"]);
});

test("on the list again the browser's tab no longer names the chat", async () => {
  // The page itself says it in one language alone.
  document.title = "Чат";
  givenScreen([HOME]);
  await userEvent.click(await screen.findByRole("button", { name: PIPES.name }));
  await waitFor(() => expect(document.title).toContain(PIPES.name));
  await userEvent.click(await screen.findByRole("button", { name: "Back" }));
  await screen.findByRole("button", { name: PIPES.name });
  expect(document.title).toBe("Chat");
});

test("a chat that came from the list leads back to it after a reload, too", async () => {
  const { reload } = givenScreen([HOME]);
  await userEvent.click(await screen.findByRole("button", { name: PIPES.name }));
  await screen.findByLabelText("Message");
  reload();
  await screen.findByLabelText("Message");
  await userEvent.click(screen.getByRole("button", { name: "Back" }));
  expect(await screen.findByRole("button", { name: PIPES.name })).toBeDefined();
});

test("a change that came too late gives its words back, behind what was begun", async () => {
  const { server } = givenScreen([HOME], INSIDE);
  const field = (await screen.findByLabelText("Message")) as HTMLTextAreaElement;
  await userEvent.type(field, "Helo{Enter}");
  await waitFor(() => expect(screen.queryByTestId("unsent")).toBeNull());
  await userEvent.type(field, "And then");
  fireEvent.contextMenu(await screen.findByText("Helo"));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Edit" }));
  server.refuse.set("edit", [{ code: "already_read" }]);
  await userEvent.type(field, "{Backspace}lo{Enter}");
  await waitFor(() => expect(field.value).toBe("And then\nHello"));
  expect(await screen.findByText("Helo")).toBeDefined();
});

test("whoever comes back to the list sees what is new by now", async () => {
  const focus = vi.spyOn(document, "hasFocus").mockReturnValue(true);
  givenScreen([HOME]);
  await screen.findByRole("button", { name: PIPES.name });
  expect(screen.queryByLabelText("3 new messages")).toBeNull();
  const before = globalThis.fetch;
  globalThis.fetch = async () => Response.json({ items: [{ ...PIPES, unread: 3 }] });
  focus.mockReturnValue(false);
  fireEvent.blur(window);
  focus.mockReturnValue(true);
  fireEvent.focus(window);
  expect(await screen.findByLabelText("3 new messages")).toBeDefined();
  globalThis.fetch = before;
  focus.mockRestore();
});

test("a client says how a dialog was, or writes on, and may say something else", async () => {
  const { server, reload } = givenScreen([HOME], INSIDE);
  await userEvent.type(await screen.findByLabelText("Message"), "It drips{Enter}");
  await waitFor(() => expect(screen.queryByTestId("unsent")).toBeNull());
  const chat = server.chat("chat_1");
  chat.asks = true;
  server.act(ANN, { type: "dialog.close", chat: "chat_1", dialog: 1, reason: "solved" });
  const group = await screen.findByRole("group", { name: "How was this dialog?" });
  expect(within(group).getAllByRole("radio")).toHaveLength(5);
  expect(screen.queryByRole("button", { name: "Send your rating" })).toBeNull();
  // It stands in nobody's way.
  await userEvent.type(screen.getByLabelText("Message"), "And the lift stands{Enter}");
  await waitFor(() => expect(chat.dialog).toBe(2));
  await userEvent.click(screen.getByRole("radio", { name: "Okay" }));
  await userEvent.keyboard("{ArrowRight}");
  await userEvent.type(screen.getByLabelText("A comment, if you like"), " quick ");
  await userEvent.click(screen.getByRole("button", { name: "Send your rating" }));
  await screen.findByText("Thank you! Your rating: 4 – Good");
  const rated = () => chat.events.flatMap((one) => (one.kind === "dialog.rated" ? [one.body] : []));
  const target = chat.events.find(({ kind }) => kind === "dialog.closed")?.seq ?? 0;
  await waitFor(() => expect(rated()).toEqual([{ dialog: 1, target, score: 4, comment: "quick" }]));
  const change = screen.getByRole("button", { name: "Change" });
  expect(document.activeElement).toBe(change);
  await userEvent.click(change);
  expect(document.activeElement).toBe(screen.getByRole("radio", { name: "Good" }));
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "Good" }).checked).toBe(true);
  await userEvent.click(screen.getByRole("radio", { name: "Great" }));
  await userEvent.type(screen.getByLabelText("A comment, if you like"), ", and kind");
  // What was begun waits on this device; nothing is said of it until they say so.
  reload();
  expect(await screen.findByDisplayValue("quick, and kind")).toBeDefined();
  expect(await screen.findByRole("radio", { name: "Great", checked: true })).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  await screen.findByText("Thank you! Your rating: 4 – Good");
  expect(document.activeElement?.textContent).toBe("Change");
  expect(rated()).toHaveLength(1);
  await userEvent.click(screen.getByRole("button", { name: "Change" }));
  await userEvent.click(screen.getByRole("radio", { name: "Great" }));
  await userEvent.click(screen.getByRole("button", { name: "Send your rating" }));
  await waitFor(() => expect(rated().map(({ score }) => score)).toEqual([4, 5]));
});

test("nobody is asked where the employee did not want it", async () => {
  const { server } = givenScreen([HOME], INSIDE);
  await screen.findByTestId("tags");
  const chat = server.chat("chat_1");
  chat.asks = true;
  const close = { type: "dialog.close", chat: "chat_1", dialog: 1, reason: "solved", ask: false };
  server.act(ANN, close);
  await screen.findByText("This dialog is over.");
  expect(screen.queryByTestId("rating")).toBeNull();
});
