import { expect, onTestFinished, test, vi } from "vitest";
import { Http } from "../src/http.ts";
import { placeOf } from "../src/notices/notices.ts";
import { Preferences } from "../src/preferences.ts";
import type { Session } from "../src/session.ts";

/** A server that keeps one document, with its version. */
class Keeper {
  document: Record<string, unknown> = {};
  version = 0;
  down = false;
  refused = 0;

  readonly fetch = async (_path: unknown, ask?: RequestInit): Promise<Response> => {
    if (this.down) {
      throw new TypeError("Failed to fetch");
    }
    const headers = new Headers(ask?.headers);
    if (ask?.method === "PUT") {
      if (headers.get("If-Match") !== `"${this.version}"`) {
        this.refused += 1;
        return Response.json({ code: "precondition_failed" }, { status: 412 });
      }
      this.document = JSON.parse(String(ask.body));
      this.version += 1;
    }
    return Response.json(this.document, { headers: { ETag: `"${this.version}"` } });
  };
}

function given(): { keeper: Keeper; device(): Preferences } {
  const keeper = new Keeper();
  const real = globalThis.fetch;
  globalThis.fetch = keeper.fetch;
  vi.useFakeTimers();
  onTestFinished(() => {
    globalThis.fetch = real;
    vi.useRealTimers();
  });
  const staff = `st_${Math.random()}`;
  const session = { token: async () => "t" } as unknown as Session;
  return { keeper, device: () => new Preferences(staff, new Http(session)) };
}

test("what was chosen on one device is there on another one", async () => {
  const { keeper, device } = given();
  keeper.document = { locale: "ru" };
  const first = device();
  first.like({ look: "rows" });
  await first.save();
  expect(keeper.document).toEqual({ locale: "ru", console: { look: "rows" } });
  localStorage.clear();
  const second = device();
  expect(second.liking.value).toEqual({});
  await second.load();
  expect(second.liking.value).toEqual({ look: "rows" });
});

test("a choice made just before the page was left is not lost to what the server has", async () => {
  const { keeper, device } = given();
  keeper.document = { console: { look: "table" } };
  device().like({ look: "rows" });
  const again = device();
  expect(again.liking.value.look).toBe("rows");
  await again.load();
  expect(again.liking.value.look).toBe("rows");
  expect(keeper.document).toEqual({ console: { look: "rows" } });
});

test("two devices that choose different things at once both keep theirs", async () => {
  const { keeper, device } = given();
  const [first, second] = [device(), device()];
  first.like({ look: "rows" });
  second.like({ columns: [{ id: "client", shown: true }] });
  await Promise.all([first.save(), second.save()]);
  expect(keeper.document).toEqual({
    console: { look: "rows", columns: [{ id: "client", shown: true }] },
  });
});

test("what is chosen while the choice before is on its way goes out behind it", async () => {
  const { keeper, device } = given();
  const first = device();
  first.like({ look: "rows" });
  const before = first.save();
  first.like({ columns: [] });
  await Promise.all([before, first.save()]);
  expect(keeper.document).toEqual({ console: { look: "rows", columns: [] } });
  expect(keeper.refused).toBe(0);
});

test("without an answer the choice holds here, and goes out with the next visit", async () => {
  const { keeper, device } = given();
  keeper.down = true;
  const first = device();
  first.like({ look: "rows" });
  await expect(first.save()).rejects.toThrow();
  expect(first.liking.value.look).toBe("rows");
  keeper.down = false;
  await device().load();
  expect(keeper.document).toEqual({ console: { look: "rows" } });
});

test("a notice leads to what it tells of", () => {
  const to = (kind: string, subject: string) => placeOf({ kind, subject });
  expect(to("chats.waiting", "chat_1")).toEqual({
    path: [],
    query: { tab: "waiting", chat: "chat_1" },
  });
  expect(to("review.rejected", "app_1")?.path).toEqual(["miniapps", "app_1", "release"]);
  expect(to("rule.empty", "app_1")?.path).toEqual(["miniapps", "app_1", "chat"]);
  expect(to("review.sent", "app_1")?.path).toEqual(["moderation"]);
  expect(to("webhook.disabled", "wh_1")).toBeNull();
});
