import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { standing } from "../src/index.ts";
import { ANN, breathe, type FakeLink, type FakeNet } from "../testing/index.ts";
import { givenClient, givenOpenChat, type Stage } from "./given.ts";

beforeEach(() => {
  vi.useFakeTimers({
    now: Date.parse("2026-01-01T12:00:00Z"),
    toFake: ["setTimeout", "clearTimeout", "Date"],
  });
});

afterEach(() => {
  vi.useRealTimers();
});

const STEPS = [
  "client-writes",
  "client-edits",
  "client-deletes",
  "staff-writes",
  "staff-edits",
  "staff-deletes",
  "staff-reads",
  "up",
  "up",
  "down",
  "down",
  "down",
  "lose-push",
  "server-is-busy",
  "server-is-silent",
  "answer-overtakes",
  "cut",
  "restart",
  "wait",
  "older",
  "desk-notes",
  "colleague-notes",
  "colleague-notes",
  "colleague-deletes-note",
  "desk-up",
  "desk-down",
  "desk-down",
  "desk-loses-push",
  "desk-cut",
] as const;

type Step = (typeof STEPS)[number];
type World = Stage & {
  chat: string;
  said: number;
  thinned: Set<FakeLink>;
  /** Where an employee watches the chat and the list. */
  desk: Stage;
};

async function givenWorld(): Promise<World> {
  const stage = await givenOpenChat();
  const desk = givenClient("ann", { server: stage.server });
  desk.client.start();
  await desk.net.settle();
  desk.client.list({});
  desk.client.follow(stage.chat);
  await desk.net.settle();
  return { ...stage, said: 0, thinned: new Set(), desk };
}

function own(world: World, kind: "client" | "staff"): number[] {
  return world.server
    .chat(world.chat)
    .events.filter((e) => e.kind === "message" && e.by.kind === kind && !e.body.deleted)
    .map((e) => e.seq);
}

function pick<T>(from: readonly T[], at: number): T | undefined {
  return from[at % Math.max(1, from.length)];
}

function staffActs(world: World, type: "edit" | "delete", at: number): void {
  const seq = pick(own(world, "staff"), at);
  if (seq !== undefined && world.server.chat(world.chat).reads.client < seq) {
    world.server.act(ANN, {
      type,
      chat: world.chat,
      seq,
      ...(type === "edit" ? { text: `e${at}` } : {}),
    });
  }
}

function clientActs(world: World, type: "edit" | "delete", at: number): void {
  const { chat, client } = world;
  const seq = pick(own(world, "client"), at);
  if (seq !== undefined) {
    client.write(type === "edit" ? { type, chat, seq, text: `e${at}` } : { type, chat, seq });
  }
}

function lose({ thinned }: World, { last }: FakeNet, at: number): void {
  const pushes = last.toClient.filter(({ type }) => ["event", "marks", "note"].includes(type));
  const lost = pick(pushes, at);
  if (lost !== undefined) {
    last.toClient.splice(last.toClient.indexOf(lost), 1);
    thinned.add(last);
  }
}

function overtake(world: World): void {
  const queue = world.net.last.toClient;
  const at = queue.findIndex((frame) => frame.type === "ok" && "seq" in frame);
  if (at >= 0) {
    queue.unshift(...queue.splice(at, 1));
  }
}

const ACTS: Record<Step, (world: World, at: number) => void | Promise<void>> = {
  "client-writes": (world) => {
    world.said += 1;
    world.client.write({ type: "send", chat: world.chat, text: `c${world.said}` });
  },
  "client-edits": (world, at) => clientActs(world, "edit", at),
  "client-deletes": (world, at) => clientActs(world, "delete", at),
  "staff-writes": (world, at) => {
    world.server.act(ANN, { type: "send", chat: world.chat, text: `s${at}` });
  },
  "staff-edits": (world, at) => staffActs(world, "edit", at),
  "staff-deletes": (world, at) => staffActs(world, "delete", at),
  "staff-reads": (world, at) => {
    if (at % 5 === 0) {
      world.server.readAs(ANN, world.chat);
    }
  },
  up: (world) => void world.net.up1(world.net.last),
  down: (world) => void world.net.down1(world.net.last),
  "lose-push": (world, at) => lose(world, world.net, at),
  "server-is-busy": ({ server }) => {
    server.refuse.set("send", [{ code: "unavailable", retry_ms: 500 }]);
  },
  "server-is-silent": ({ server }, at) => {
    server.swallow.splice(0, 9, pick(["send", "chat.watch", "notes", "note"], at) ?? "");
  },
  "answer-overtakes": overtake,
  cut: (world) => world.net.cut(),
  restart: async (world) => {
    // The page is reloaded: nothing is left but the shelf.
    world.client.stop();
    world.net.cut(1001);
    world.client = givenClient("cid", world).client;
    world.client.start();
    await world.net.settle();
    world.client.follow(world.chat);
  },
  wait: async (world) => {
    await vi.advanceTimersByTimeAsync(4_000);
    world.net.admit();
    world.desk.net.admit();
  },
  older: (world) => void world.client.older(world.chat),
  "desk-notes": ({ desk, chat }, at) =>
    void desk.client.write({ type: "note", chat, text: `d${at}` }),
  "colleague-notes": ({ server, chat }, at) => server.noteAs(ANN, chat, `n${at}`),
  "colleague-deletes-note": ({ server, chat }, at) => {
    const note = pick(server.chat(chat).notes, at);
    if (note !== undefined && note.deleted !== true) {
      server.deleteNote(chat, note.n);
    }
  },
  "desk-up": ({ desk }) => void desk.net.up1(desk.net.last),
  "desk-down": ({ desk }) => void desk.net.down1(desk.net.last),
  "desk-loses-push": (world, at) => lose(world, world.desk.net, at),
  "desk-cut": ({ desk }) => desk.net.cut(),
};

async function settle({ net, desk }: World): Promise<void> {
  await net.settle();
  await desk.net.settle();
  await net.settle();
}

async function calm(world: World): Promise<void> {
  world.server.swallow.length = 0;
  for (let i = 0; i < 12; i += 1) {
    await vi.advanceTimersByTimeAsync(11_000);
    // Without pings the silence would end in a reconnect, and hide what only `lag` can mend.
    for (const link of world.server.sessions.keys()) {
      link.push({ type: "ping", n: i });
    }
    await settle(world);
    const live = [world, world.desk].every(
      ({ client }) => client.connection.value.status === "live",
    );
    if (live && i >= 6) {
      break;
    }
  }
  // What the real server does for a queue that it had to thin.
  const chat = world.server.chat(world.chat);
  for (const link of world.thinned) {
    const side = link === world.desk.net.last ? "staff" : "client";
    link.push({ type: "lag", chat: chat.id, last: chat.last });
    link.push({ type: "marks", chat: chat.id, ...chat.marksFor(side) });
  }
  await settle(world);
}

function expectDeskToStand({ server, desk, chat }: World): void {
  const theirs = server.chat(chat);
  const { log, notes, marks, phase, unsent } = desk.client.thread(chat).state.value;
  expect(phase).toBe("current");
  expect(unsent).toEqual([]);
  expect(log.last).toBe(theirs.last);
  expect(log.events).toEqual(theirs.events.slice(theirs.last - log.events.length));
  expect(marks).toEqual(theirs.marksFor("staff"));
  const from = theirs.last - log.events.length;
  expect(standing(notes, log)).toEqual(theirs.notes.filter(({ after }) => after >= from));
}

test("whatever is lost, late or doubled, the reader ends with the server's log", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...STEPS), fc.nat(50)), { maxLength: 120, size: "max" }),
      async (steps) => {
        const world = await givenWorld();
        for (const [step, at] of steps) {
          await ACTS[step](world, at);
          await breathe();
        }
        await calm(world);
        const theirs = world.server.chat(world.chat);
        const { log, chat, unsent, phase, marks } = world.client.thread(world.chat).state.value;
        expect(phase).toBe("current");
        // An edit that is refused after a reload keeps its words; nothing else is left lying.
        expect(
          unsent.filter(({ status, write }) => status !== "refused" || write.type !== "edit"),
        ).toEqual([]);
        expect(log.last).toBe(theirs.last);
        expect(log.events).toEqual(theirs.events.slice(theirs.last - log.events.length));
        expect(marks).toEqual(theirs.marksFor("client"));
        expect(chat?.state).toBe(theirs.state);
        expect(chat?.staff?.id).toBe(theirs.staff?.id);
        // Each thing said once, in the order in which it was said.
        const said = theirs.events.flatMap((e) =>
          e.key !== undefined && e.kind === "message" && e.by.kind === "client" ? [e.key] : [],
        );
        expect(said).toHaveLength(world.said);
        expect(said).toEqual([...said].sort());
        expectDeskToStand(world);
        world.client.stop();
        world.desk.client.stop();
      },
    ),
    {
      numRuns: Number(process.env.RUNS ?? 150),
      ...(process.env.SEED ? { seed: Number(process.env.SEED) } : {}),
    },
  );
});
