/** How does a superapp show a mini-app, and answer what its page asks? */

import type { Events, Theme, User } from "../api.ts";
import { Bridge, Pace, type Serving } from "../bridge.ts";
import { MiniAppError } from "../errors.ts";
import { originOf } from "../hosts.ts";
import { type Profile, TARGETED } from "../methods.ts";
import type { Store } from "../store.ts";
import { welcome } from "./beginning.ts";
import type { LetIn, SuperappDoor } from "./door.ts";
import { hasOwnOrigin, miniappFrame, Reception } from "./frame.ts";
import { Grants } from "./grants.ts";
import { type Able, guarded } from "./guard.ts";
import type { Opened } from "./launching.ts";
import { Notices } from "./notices.ts";
import { Payments } from "./payments.ts";
import { FIELD_SCOPES } from "./permissions.ts";
import { Seen } from "./seen.ts";
import { LaunchSession } from "./session.ts";
import type { Sheet, Stage } from "./stage.ts";
import { Touch } from "./touch.ts";

export interface HostOptions {
  door: SuperappDoor;
  /** What `launchMiniapp` returned. */
  opened: Opened;
  /** What `door.mine()` says of it. */
  known: LetIn;
  stage: Stage;
  store: Store;
  locale: string;
  theme: Theme["scheme"];
}

/** One mini-app that is open, in a frame of its own. */
export class MiniappHost {
  readonly frame: HTMLIFrameElement;
  readonly #options: HostOptions;
  readonly #session: LaunchSession;
  readonly #grants: Grants;
  readonly #touch: Touch;
  readonly #reception: Reception | null;
  readonly #notices: Notices;
  readonly #payments: Payments;
  readonly #seen: Seen;
  /** Of the mini-app, however often its page greets. */
  readonly #pace = new Pace();
  #theme: Theme;
  #bridge: Bridge | null = null;
  #catchesBack = false;

  /** Make the frame; it loads once it stands in a document. */
  constructor(document: Document, options: HostOptions) {
    const { door, opened, known, stage } = options;
    const window = document.defaultView;
    const { url } = opened.launched;
    const origin = originOf(url);
    this.#options = options;
    this.#theme = { scheme: options.theme };
    this.#session = new LaunchSession(door, known.id, opened, stage, ({ url: now, expires_at }) =>
      this.#renewed(now, expires_at),
    );
    this.#seen = new Seen((seen) => door.seen(this.#session.launched.token, seen));
    this.frame = miniappFrame(document, url, known.title);
    this.#touch = new Touch(this.frame);
    this.#grants = new Grants(
      {
        granted: async () => (await door.mine()).find(({ id }) => id === known.id)?.scopes ?? null,
        change: (what) => door.change(known.id, what),
        ask: (scopes) => this.#sheet({ kind: "scopes", scopes }),
        touched: () => this.#touch.fresh,
      },
      known,
    );
    this.#notices = new Notices(
      {
        allowed: () => this.#grants.has("notifications"),
        ask: () => this.#sheet({ kind: "notifications" }),
        keep: () => door.change(known.id, { notifications: true }),
      },
      known.notifications,
    );
    this.#payments = new Payments(document, {
      read: (id) => this.#session.using((token) => door.order(token, id)),
      peek: async (id) => door.order((await this.#session.token(false)).token, id),
      begin: (id) => this.#session.using((token) => door.pay(token, id)),
      agree: (order) => this.#sheet({ kind: "payment", order }),
      show: async (page) => stage.pay?.(page),
      tell: (payment) => this.tell("payment", payment),
    });
    this.#reception =
      window !== null && origin !== null && hasOwnOrigin(url, document.location.origin)
        ? new Reception(
            window,
            this.frame,
            origin,
            (pipe) => {
              this.#drop();
              this.#bridge = new Bridge(pipe, this.#serving(), this.#pace, (code) =>
                this.#seen.failed(code),
              );
            },
            // It takes care of nothing any more, least of the way back.
            () => this.#drop(),
          )
        : null;
    this.frame.addEventListener("load", () => stage.ready());
    this.#seen.begin(true);
    this.frame.src = url;
  }

  /** Whether its page can reach the host at all. */
  get bridged(): boolean {
    return this.#reception !== null;
  }

  /** The client goes back: the page takes care of it, or false. */
  back(): boolean {
    if (!this.#catchesBack || this.#bridge === null) {
      return false;
    }
    this.#bridge.emit("back", null);
    return true;
  }

  theme(scheme: Theme["scheme"]): void {
    this.#theme = { scheme };
    this.tell("theme", this.#theme);
  }

  /** Tell the page of a launch, a notification, a payment, or whether it can be seen. */
  tell<E extends keyof Events>(event: E, detail: Events[E]): void {
    this.#bridge?.emit(event, detail);
  }

  close(): void {
    this.#seen.flush();
    this.#payments.close();
    this.#drop();
    this.#reception?.stop();
    this.frame.remove();
  }

  #sheet(sheet: Sheet): Promise<boolean> {
    return this.#touch.answered(() => this.#options.stage.sheet(sheet));
  }

  #drop(): void {
    this.#bridge?.close();
    this.#bridge = null;
    this.#catchesBack = false;
  }

  #renewed(url: string, expiresAt: string): void {
    this.#seen.begin(url !== this.frame.src);
    if (url === this.frame.src) {
      this.tell("token", { expiresAt });
    } else {
      // Another release is served by now: its page begins anew.
      this.#drop();
      this.frame.src = url;
    }
  }

  #serving(): Serving {
    const { known, locale, stage, store } = this.#options;
    const pays = this.#session.launched.payments === true && stage.pay !== undefined;
    const able: Able = {
      connect: () => welcome(known.id, this.#session, locale, this.#theme, pays),
      "user.get": ({ fields }) => this.#user(fields),
      "auth.token": async ({ fresh }) => {
        const { token, expires_at } = await this.#session.token(fresh);
        return { value: token, expiresAt: expires_at };
      },
      ...(pays ? { "payments.pay": ({ orderId }) => this.#payments.pay(orderId) } : {}),
      "navigation.open": ({ screen, target }) => {
        if (TARGETED.includes(screen) !== (target !== null)) {
          throw new MiniAppError("invalid_params", `${screen}: a target too many, or none`);
        }
        stage.openScreen(screen, target);
        return null;
      },
      "navigation.external": ({ url }) => this.#outside(url),
      "navigation.back": () => none(stage.leave(null)),
      "navigation.close": ({ reason }) => none(stage.leave(reason)),
      "chat.open": ({ tag, draft }, asked) => this.#chat(tag, draft, asked),
      "notifications.permission": () => this.#notices.state(),
      "notifications.request": (_, asked) => this.#notices.request(asked),
      "ui.ready": () => {
        this.#seen.ready();
        return none(stage.ready());
      },
      "ui.title": ({ text }) => none(stage.title(text)),
      "ui.backButton": ({ on }) => {
        this.#catchesBack = on;
        return null;
      },
      "storage.get": ({ key }) => store.get(key),
      "storage.set": ({ key, value }) => store.set(key, value),
      "storage.remove": ({ key }) => store.remove(key),
      "storage.keys": () => store.keys(),
    };
    return guarded(able, { touched: () => this.#touch.fresh, grants: this.#grants });
  }

  async #user(fields: (keyof User)[]): Promise<Profile> {
    const read = () => this.#session.using((token) => this.#options.door.profile(token, fields));
    const found = await read();
    const denied = fields.filter((name) => found.denied.includes(name));
    const open = this.#grants.open(denied.map((name) => FIELD_SCOPES[name]));
    const asks = open.length > 0 && this.#touch.fresh;
    return asks && (await this.#grants.ask(open)) ? await read() : found;
  }

  async #outside(url: string): Promise<null> {
    if (!url.startsWith("https://") || originOf(url) === null) {
      throw new MiniAppError("invalid_params", "only https addresses open outside");
    }
    const { stage } = this.#options;
    await agreed(this.#sheet({ kind: "external", url }));
    return none(stage.openOutside(url));
  }

  async #chat(tag: string | null, draft: string | null, asked: boolean): Promise<null> {
    const { door, stage } = this.#options;
    const { on, product } = await this.#session.using((token) => door.chat(token));
    if (!on) {
      throw new MiniAppError("not_enabled", "this mini-app has no chat");
    }
    await agreed(asked || this.#sheet({ kind: "chat" }));
    return none(stage.openChat({ product, place: this.#session.wish.place ?? null, tag, draft }));
  }
}

/** What only does something has null for an answer. */
function none(_: unknown): null {
  return null;
}

async function agreed(answer: boolean | Promise<boolean>): Promise<void> {
  if (!(await answer)) {
    throw new MiniAppError("canceled", "the client said no");
  }
}
