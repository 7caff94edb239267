import { ChatClient, MemoryShelf } from "@chatserver/protocol";
import {
  ANN,
  CID,
  FakeNet,
  type FakeServer,
  givenServer,
  PIPES,
} from "@chatserver/protocol/testing";
import { keepDraft, speak } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { VirtuosoMockContext } from "react-virtuoso";
import { expect, onTestFinished, test } from "vitest";
import { App } from "../src/App.tsx";
import { type Me, Session } from "../src/session.ts";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";

const BOB = { ...CID, id: "cl_bob", name: "Bob Brown" };
const ME = {
  id: ANN.id,
  name: ANN.name,
  role: { name: "Dispatcher" },
  permissions: ["chats.send", "chats.view", "clients.view"],
};

const LOGIN = { access_token: "ann", refresh_token: "r", expires_in: 900 };
const HTTP: Record<string, unknown> = {
  assignees: {
    items: [
      {
        id: "dep_2",
        name: "Plumbers",
        staff: [{ id: "st_dot", name: "Dot" }],
        closed: true,
        opens_at: null,
      },
      { id: "dep_3", name: "Porters", staff: [], closed: false, opens_at: null },
    ],
  },
  [BOB.id]: {
    id: BOB.id,
    name: BOB.name,
    tester: true,
    premises: [{ id: "obj_9", name: "9", address: "9 Pine Street" }],
  },
  originals: {
    items: [
      {
        version: 0,
        until: "2026-01-01T12:05:00.000Z",
        body: { text: "The plumber comes at nine" },
      },
    ],
    more: false,
  },
  routing: {
    items: [
      {
        assignment: 1,
        at: "2026-01-01T12:00:00.000Z",
        cause: "tag",
        sentences: ["Topic: “Leak”."],
      },
    ],
  },
};

/** Two chats wait on ann's desk; she has signed in. */
async function givenDesk(
  me: object = ME,
  chat = "",
): Promise<{ server: FakeServer; session: Session }> {
  speak({ ru, en });
  window.history.replaceState(null, "", `/console/${chat === "" ? "" : `?chat=${chat}`}`);
  const server = givenServer();
  const net = new FakeNet(server);
  for (const who of [CID, BOB]) {
    const chat = server.enter(who, PIPES.id);
    server.act(who, { type: "tag.pick", chat, prompt: 3, tag: "tag_leak" });
    server.act(who, { type: "send", chat, text: `I am ${who.name}` });
  }
  const real = globalThis.fetch;
  const answers: Record<string, unknown> = { ...HTTP, login: { ...LOGIN, me } };
  globalThis.fetch = async (input) => Response.json(answers[String(input).split("/").at(-1) ?? ""]);
  const session = new Session("local");
  const beat = setInterval(() => void net.settle(), 2);
  onTestFinished(() => {
    clearInterval(beat);
    globalThis.fetch = real;
  });
  const connect = () => {
    const client = new ChatClient({
      url: "ws://test/ws",
      token: (fresh) => session.token(fresh),
      device: "test",
      openSocket: net.open,
      shelf: new MemoryShelf(),
    });
    client.start();
    return client;
  };
  render(
    <MantineProvider env="test">
      <VirtuosoMockContext.Provider value={{ viewportHeight: 4000, itemHeight: 60 }}>
        <App session={session} connect={connect} />
      </VirtuosoMockContext.Provider>
    </MantineProvider>,
  );
  await userEvent.type(screen.getByLabelText("E-mail"), "ann@example.org");
  await userEvent.type(screen.getByLabelText("Password"), "secret{Enter}");
  await screen.findAllByTestId("chat-row");
  return { server, session };
}

test("a choice of presence that is refused takes back nothing else", async () => {
  const { server, session } = await givenDesk({ ...ME, presence: "available" });
  server.refuse.set("presence", [{ code: "forbidden" }]);
  fireEvent.click(screen.getByLabelText("Away"));
  const chosen = session.me.value;
  expect(chosen?.presence).toBe("away");
  session.learn({ ...(chosen as Me), name: "Ann Able" });
  await waitFor(() => expect(session.me.value?.presence).toBe("available"));
  expect(session.me.value?.name).toBe("Ann Able");
});

test("the list shows who waits, how much is new, and with whom it lies", async () => {
  await givenDesk();
  const row = screen.getByRole("option", { name: /Bob Brown/ });
  expect(row.dataset.unread).toBe("true");
  expect(within(row).getByTestId("unread").textContent).toBe("2");
  expect(row.textContent).toContain("Сантехники → Анна Петрова");
  expect(screen.getByTestId("count-new").textContent).toBe("2");
});

test("arrows and Enter open a chat, which is read then, and Enter answers", async () => {
  const { server } = await givenDesk();
  screen.getByRole("listbox").focus();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  const field = await screen.findByLabelText("Message");
  await waitFor(() => expect(document.activeElement).toBe(field));
  await userEvent.keyboard("Hello, Bob{Enter}");
  const log = screen.getByRole("log");
  expect(await within(log).findByText("Hello, Bob")).toBeDefined();
  expect(
    server.chat("chat_2").events.some((e) => e.kind === "message" && e.body.text === "Hello, Bob"),
  ).toBe(true);
  await waitFor(() => expect(server.chat("chat_2").unread("staff")).toBe(0));
  expect(server.chat("chat_1").unread("staff")).toBe(2);
  await userEvent.keyboard("{Escape}");
  expect(document.activeElement).toBe(screen.getByRole("listbox"));
});

test("the end of a dialog is told with its text", async () => {
  await givenDesk();
  await userEvent.click(screen.getByRole("option", { name: /Bob Brown/ }));
  await userEvent.click(await screen.findByRole("button", { name: "End the dialog" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Question solved" }));
  expect(await screen.findByText("Рады, что вопрос решён.")).toBeDefined();
  await waitFor(() => expect(screen.queryByRole("button", { name: "End the dialog" })).toBeNull());
});

test("whoever ends a dialog may choose not to ask how it was, and sees what a client said", async () => {
  const { server } = await givenDesk();
  const chat = server.chat("chat_2");
  chat.asks = true;
  await userEvent.click(screen.getByRole("option", { name: /Bob Brown/ }));
  // Whom nobody has answered in this dialog nobody would ask.
  const open = await screen.findByRole("button", { name: "End the dialog" });
  await userEvent.click(open);
  await screen.findByRole("menuitem", { name: "Question solved" });
  expect(screen.queryByRole("menuitemcheckbox")).toBeNull();
  await userEvent.click(open);
  const answer = async (text: string) => {
    server.act(ANN, { type: "send", chat: chat.id, text });
    await screen.findByText(text);
  };
  const end = async (silently: boolean) => {
    await userEvent.click(await screen.findByRole("button", { name: "End the dialog" }));
    const ask = await screen.findByRole("menuitemcheckbox", { name: "Ask how the dialog was" });
    expect(ask.getAttribute("aria-checked")).toBe("true");
    if (silently) {
      await userEvent.click(ask);
      expect(ask.getAttribute("aria-checked")).toBe("false");
    }
    await userEvent.click(screen.getByRole("menuitem", { name: "Question solved" }));
    await waitFor(() => expect(chat.state).toBe("closed"));
  };
  const ends = () =>
    chat.events.flatMap((one) => (one.kind === "dialog.closed" ? [one.body.asks] : []));
  await answer("It is done");
  await end(true);
  expect(ends()).toEqual([undefined]);
  server.act(BOB, { type: "send", chat: chat.id, text: "One more thing" });
  await answer("Of course");
  await end(false);
  expect(ends()).toEqual([undefined, true]);
  const rate = { type: "dialog.rate", chat: chat.id, seq: chat.last, score: 2, comment: "slow" };
  server.act(BOB, rate);
  const said = "The client rated dialog no. 2: 2 out of 5. “slow”";
  expect(await screen.findByText(said)).toBeDefined();
});

test("a dialog is ended by key, and the next words go into the field", async () => {
  const { server } = await givenDesk();
  await userEvent.click(screen.getByRole("option", { name: /Bob Brown/ }));
  const end = await screen.findByRole("button", { name: "End the dialog" });
  await userEvent.keyboard("{Alt>}e{/Alt}");
  await screen.findByRole("menuitem", { name: "Question solved" });
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await waitFor(() => expect(end.isConnected).toBe(false));
  expect(server.chat("chat_2").state).toBe("closed");
  expect(document.activeElement).toBe(screen.getByLabelText("Message"));
});

test("an assignment that somebody else made meanwhile is told before ours is lost", async () => {
  const { server } = await givenDesk();
  window.innerWidth = 1400;
  await userEvent.click(screen.getByRole("option", { name: /Bob Brown/ }));
  await screen.findByRole("log");
  if (screen.queryByTestId("chat-card") === null) {
    await userEvent.click(screen.getByRole("button", { name: "Chat card" }));
  }
  await userEvent.click(await screen.findByRole("button", { name: "Hand over" }));
  await screen.findByRole("button", { name: "Assign" });
  expect(screen.getByText(/This department is closed now/)).toBeDefined();
  await userEvent.click(screen.getByRole("combobox", { name: "Department" }));
  await userEvent.click(await screen.findByRole("option", { name: "Porters" }));
  expect(screen.queryByText(/This department is closed now/)).toBeNull();
  server.act(ANN, { type: "assign", chat: "chat_2", department: "Guards", expect: 1 });
  expect((await screen.findByRole("alert")).textContent).toContain("waits in “Guards”");
});

test("the client's name in the card leads to what is known of the client", async () => {
  await givenDesk();
  await userEvent.click(screen.getByRole("option", { name: /Bob Brown/ }));
  await screen.findByRole("log");
  if (screen.queryByTestId("chat-card") === null) {
    await userEvent.click(screen.getByRole("button", { name: "Chat card" }));
  }
  const card = await screen.findByTestId("chat-card");
  expect(within(card).queryByTestId("client")).toBeNull();
  await userEvent.click(within(card).getByRole("button", { name: "Bob Brown" }));
  const known = await within(card).findByTestId("client");
  expect(known.textContent).toContain("9 Pine Street");
  const fold = within(card).getByRole("button", { name: "Client", expanded: true });
  expect(document.activeElement).toBe(fold);
});

test.each([false, true])(
  "what a deleted message said is an Administrator's to read: %s",
  async (administrator) => {
    const { server } = await givenDesk({ ...ME, administrator });
    server.act(ANN, { type: "send", chat: "chat_2", text: "The plumber comes at nine" });
    server.act(ANN, { type: "delete", chat: "chat_2", seq: server.chat("chat_2").events.length });
    await userEvent.click(screen.getByRole("option", { name: /Bob Brown/ }));
    // The list may draw its lines anew until it is measured.
    const buttonOf = async () => {
      const log = within(await screen.findByRole("log"));
      const row = (await log.findByText("Message deleted")).closest("[data-ours]");
      expect(row?.isConnected).toBe(true);
      return row?.querySelector("button") ?? null;
    };
    if (!administrator) {
      expect(await waitFor(buttonOf)).toBeNull();
      return;
    }
    const former = await waitFor(async () => {
      await userEvent.click((await buttonOf()) as HTMLElement);
      return screen.getByRole("menuitem", { name: "What it said before" });
    });
    expect(screen.queryByRole("menuitem", { name: "Copy" })).toBeNull();
    await userEvent.click(former);
    expect((await screen.findByTestId("former")).textContent).toContain("comes at nine");
  },
);

test("a comment that was changed meanwhile is shown, and the choice is the person's", async () => {
  const { server } = await givenDesk();
  await userEvent.click(screen.getByRole("option", { name: /Bob Brown/ }));
  await screen.findByRole("log");
  if (screen.queryByTestId("chat-card") === null) {
    await userEvent.click(screen.getByRole("button", { name: "Chat card" }));
  }
  await userEvent.type(await screen.findByRole("textbox", { name: "Comment" }), "call back");
  server.chat("chat_2").comment = "no need";
  server.chat("chat_2").commentVersion = 1;
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect((await screen.findByRole("alert")).textContent).toContain("no need");
  await userEvent.click(screen.getByRole("button", { name: "Save mine" }));
  await waitFor(() => expect(server.chat("chat_2").comment).toBe("call back"));
});

test("why a chat was assigned is told in words", async () => {
  await givenDesk();
  await userEvent.click(screen.getByRole("option", { name: /Bob Brown/ }));
  await screen.findByRole("log");
  if (screen.queryByTestId("chat-card") === null) {
    await userEvent.click(screen.getByRole("button", { name: "Chat card" }));
  }
  await userEvent.click(await screen.findByRole("button", { name: "Why assigned" }));
  expect(await screen.findByText("Topic: “Leak”.")).toBeDefined();
});

test("a comment that was begun is there again after another chat, over what stood there then", async () => {
  const { server } = await givenDesk();
  await userEvent.click(screen.getByRole("option", { name: /Bob Brown/ }));
  await screen.findByRole("log");
  if (screen.queryByTestId("chat-card") === null) {
    await userEvent.click(screen.getByRole("button", { name: "Chat card" }));
  }
  await userEvent.type(await screen.findByRole("textbox", { name: "Comment" }), "call back");
  await userEvent.click(screen.getByRole("option", { name: new RegExp(CID.name) }));
  await screen.findByRole("heading", { level: 1, name: CID.name });
  expect(screen.queryByDisplayValue("call back")).toBeNull();
  server.chat("chat_2").comment = "no need";
  server.chat("chat_2").commentVersion = 1;
  await userEvent.click(screen.getByRole("option", { name: /Bob Brown/ }));
  await screen.findByDisplayValue("call back");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect((await screen.findByRole("alert")).textContent).toContain("no need");
  await userEvent.click(screen.getByRole("button", { name: "Save mine" }));
  await waitFor(() => expect(server.chat("chat_2").comment).toBe("call back"));
  await waitFor(() => expect(JSON.stringify({ ...localStorage })).not.toContain("call back"));
});

test("whom a chat can be handed to is asked for once, however long it takes", async () => {
  await givenDesk();
  await userEvent.click(screen.getByRole("option", { name: /Bob Brown/ }));
  await screen.findByRole("log");
  if (screen.queryByTestId("chat-card") === null) {
    await userEvent.click(screen.getByRole("button", { name: "Chat card" }));
  }
  await userEvent.click(await screen.findByRole("button", { name: "Hand over" }));
  // The form has the focus in the place of its button, and gives it back.
  const department = await screen.findByRole("combobox", { name: "Department" });
  expect(document.activeElement).toBe(department);
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Hand over" }));

  const fast = globalThis.fetch;
  let asked = 0;
  globalThis.fetch = async (input, init) => {
    if (String(input).endsWith("/assignees")) {
      asked += 1;
      return await new Promise<Response>(() => undefined);
    }
    return await fast(input, init);
  };
  const button = await screen.findByRole("button", { name: "Hand over" });
  await userEvent.click(button);
  await waitFor(() => expect(button.dataset.loading).toBe("true"));
  fireEvent.click(button);
  expect(asked).toBe(1);
});

test("a key hands a chat over, and the desk is as it was then", async () => {
  const { server } = await givenDesk();
  await userEvent.click(screen.getByRole("option", { name: /Bob Brown/ }));
  const field = await screen.findByLabelText("Message");
  await userEvent.click(field);
  if (screen.queryByTestId("chat-card") !== null) {
    await userEvent.keyboard("{Alt>}[KeyI]{/Alt}");
  }
  for (const leave of ["{Escape}", "{Enter}"]) {
    expect(screen.queryByTestId("chat-card")).toBeNull();
    await userEvent.keyboard("{Alt>}[KeyH]{/Alt}");
    const department = await screen.findByRole("combobox", { name: "Department" });
    await waitFor(() => expect(document.activeElement).toBe(department));
    if (leave === "{Enter}") {
      // A second press leads back to the beginning.
      await userEvent.tab();
      await userEvent.keyboard("{Alt>}[KeyH]{/Alt}");
      expect(document.activeElement).toBe(department);
      // The first Esc is for the list of departments.
      await userEvent.keyboard("{ArrowDown}");
      await screen.findByRole("option", { name: "Porters" });
      await userEvent.keyboard("{Escape}");
      expect(screen.getByRole("combobox", { name: "Department" })).toBe(department);
      await userEvent.keyboard("{ArrowDown}{ArrowDown}{Enter}");
      screen.getByRole("button", { name: "Assign" }).focus();
    }
    await userEvent.keyboard(leave);
    await waitFor(() => expect(screen.queryByTestId("chat-card")).toBeNull());
    expect(document.activeElement).toBe(field);
  }
  const assigned = server.chat("chat_2").events.filter((event) => event.kind === "assigned");
  expect(assigned.at(-1)?.by.id).toBe(ANN.id);

  await userEvent.click(screen.getByRole("button", { name: "Chat card" }));
  server.act(ANN, { type: "dialog.close", chat: "chat_2", reason: "solved", dialog: 1 });
  await waitFor(() => expect(screen.queryByRole("button", { name: "Hand over" })).toBeNull());
  await userEvent.click(field);
  await userEvent.keyboard("{Alt>}[KeyH]{/Alt}");
  expect(screen.queryByRole("combobox", { name: "Department" })).toBeNull();
  expect(document.activeElement).toBe(field);
});

test("notes stay notes until the field is turned back, and another chat begins with its client", async () => {
  const { server } = await givenDesk();
  const bob = screen.getByRole("option", { name: /Bob Brown/ });
  await userEvent.click(bob);
  await screen.findByRole("log");
  await userEvent.keyboard("{Alt>}[KeyP]{/Alt}");
  const field = await screen.findByPlaceholderText("A note for colleagues");
  await waitFor(() => expect(document.activeElement).toBe(field));
  await userEvent.keyboard("He has a dog{Enter}Ring first{Enter}begun");
  await within(screen.getByRole("log")).findByText("Ring first");
  expect(server.chat("chat_2").notes.map((note) => note.text)).toEqual([
    "He has a dog",
    "Ring first",
  ]);
  expect(screen.getAllByTestId("aside")).toHaveLength(2);
  expect(server.chat("chat_2").events.some((event) => event.by.kind === "staff")).toBe(false);

  await userEvent.click(screen.getByRole("option", { name: new RegExp(CID.name) }));
  await screen.findByRole("heading", { level: 1, name: CID.name });
  expect(screen.getByPlaceholderText("Message")).toHaveProperty("value", "");
  expect(screen.queryByTestId("aside")).toBeNull();

  // Where only a note was begun the field is as it was left, also once its words are gone.
  await userEvent.click(bob);
  const again = await screen.findByPlaceholderText("A note for colleagues");
  expect(again).toHaveProperty("value", "begun");
  await userEvent.clear(again);
  expect(screen.getByPlaceholderText("A note for colleagues")).toBe(again);

  const [first] = await screen.findAllByRole("button", { name: "Delete the note" });
  const asked = async (answer: string) => {
    await userEvent.click(first as HTMLElement);
    const sure = await screen.findByRole("dialog");
    await userEvent.click(within(sure).getByRole("button", { name: answer }));
  };
  await asked("Cancel");
  expect(document.activeElement).toBe(first);
  await asked("Delete");
  await screen.findByText("Note deleted");
  expect(screen.queryByText("He has a dog")).toBeNull();
  // Its button has gone with it.
  expect(first?.isConnected).toBe(false);
  expect(document.activeElement).not.toBe(document.body);
  expect(screen.getByRole("log").contains(document.activeElement)).toBe(true);
});

test("a note that was begun is found again after a reload, and not in the client's field", async () => {
  keepDraft(`${ANN.id}/chat_2/note`, "He has a dog");
  onTestFinished(() => keepDraft(`${ANN.id}/chat_2/note`, ""));
  await givenDesk(ME, "chat_2");
  const field = await screen.findByPlaceholderText("A note for colleagues");
  expect(field).toHaveProperty("value", "He has a dog");
});
