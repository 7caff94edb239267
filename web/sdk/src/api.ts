/** What does a mini-app's page get to know and to use? Types alone, served as `mini-app.d.ts`. */

/** Every reason for which something can fail. */
export type ErrorCode =
  | "host_not_found"
  | "origin_refused"
  | "version_too_old"
  | "timeout"
  | "canceled"
  | "invalid_params"
  | "unknown_method"
  | "not_supported"
  | "permission_denied"
  | "consent_required"
  | "sign_in_required"
  | "not_enabled"
  | "gesture_required"
  | "rate_limited"
  | "quota_exceeded"
  | "offline"
  | "payment_failed"
  | "order_not_found"
  | "app_suspended"
  | "internal";

/** What a push brings along for the page. */
export type PushParams = Readonly<Record<string, string | number | boolean>>;

/**
 * How the mini-app was opened. `start`, `screen`, `anchor` and `params` are untrusted: they came by
 * a link.
 */
export interface Launch {
  readonly appId: string;
  /** The digest of the build. */
  readonly version: string;
  readonly orgKind: "management" | "developer";
  /** The premises, by an id that only this mini-app gets. */
  readonly placeId: string | null;
  readonly start: string | null;
  readonly screen: string | null;
  readonly anchor: string | null;
  /** What the push brought along that was tapped; null: it was opened otherwise. */
  readonly params: PushParams | null;
  /** The superapp's language, such as `ru`. */
  readonly locale: string;
  readonly platform: "ios" | "android" | "web";
  /** `test` for a token that was made by hand. */
  readonly env: "live" | "test";
}

/** What can be known of a client. null: nobody has entered a value. */
export interface User {
  name: string | null;
  phone: string | null;
  email: string | null;
  photo: string | null;
  birth: string | null;
  place: { id: string; name: string; address: string } | null;
  role: string | null;
}

/** The granted ones of the fields that were asked for; the names of the others under `denied`. */
export type Granted<F extends keyof User> = { readonly [K in F]?: User[K] } & {
  /** The client, by an id that only this mini-app gets. */
  readonly id: string;
  readonly denied: readonly F[];
};

export interface Token {
  readonly value: string;
  readonly expiresAt: Date;
}

export interface Theme {
  readonly scheme: "light" | "dark";
}

/** The thirteen places of the superapp. */
export type HostScreen =
  | "requests"
  | "service"
  | "partner_service"
  | "marketplace"
  | "service_category"
  | "events"
  | "event"
  | "event_category"
  | "privileges"
  | "notices"
  | "parking"
  | "services"
  | "bills";

export interface Payment {
  readonly orderId: string;
  readonly status: "paid" | "canceled" | "failed" | "pending";
}

export type NoticeState = "granted" | "denied" | "unasked";

/** What a page can be told while it is open. */
export interface Events {
  /** It was opened again, from elsewhere. */
  launch: Launch;
  /** A push of this mini-app was tapped. */
  notification: {
    readonly screen: string | null;
    readonly anchor: string | null;
    readonly params: PushParams;
  };
  /** A hint: the truth is your back end's. */
  payment: Payment;
  theme: Theme;
  /** The client went back, while `ui.backButton(true)`. */
  back: null;
  visibility: { readonly visible: boolean };
  /** There is a new token: ask `auth.token()`. */
  token: { readonly expiresAt: string };
}

/** What a host may be able to do, as `supports` is asked. */
export type Ability =
  | "user.get"
  | "auth.token"
  | "payments.pay"
  | "navigation.open"
  | "navigation.external"
  | "navigation.back"
  | "navigation.close"
  | "chat.open"
  | "notifications.permission"
  | "notifications.request"
  | "ui.ready"
  | "ui.title"
  | "ui.backButton"
  | "storage.get"
  | "storage.set"
  | "storage.remove"
  | "storage.keys";

/** A connected mini-app. Whatever fails rejects with a `MiniAppError`; nothing throws at once. */
export interface App {
  /** How it was opened last. */
  readonly launch: Launch;
  readonly user: {
    /** Read these fields. What is optional and not granted yet, the host asks the client for. */
    get<const F extends keyof User>(fields: readonly F[]): Promise<Granted<F>>;
  };
  readonly auth: {
    /** A token that lives for a minute at least; `fresh` after the server refused the last one. */
    token(options?: { fresh?: boolean }): Promise<Token>;
  };
  readonly payments: {
    pay(order: { orderId: string }): Promise<Payment>;
  };
  readonly navigation: {
    /** Open a screen of the superapp; services, events and categories need a `target`. */
    open(screen: HostScreen, options?: { target?: string }): Promise<void>;
    /** Open an https address outside, once the client has agreed. */
    external(url: string): Promise<void>;
    back(): Promise<void>;
    close(reason?: string): Promise<void>;
  };
  readonly chat: {
    /** Open this mini-app's chat; `draft` waits in its field. */
    open(options?: { tag?: string; draft?: string }): Promise<void>;
  };
  readonly notifications: {
    permission(): Promise<NoticeState>;
    request(): Promise<NoticeState>;
  };
  readonly ui: {
    /** Say that there is something to see: the host takes its curtain away. */
    ready(): Promise<void>;
    title(text: string): Promise<void>;
    /** `true`: going back tells the page, by the event `back`, and closes nothing. */
    backButton(on: boolean): Promise<void>;
    /** Always as it is now. */
    readonly theme: Theme;
  };
  /** A few texts of this client in this mini-app, kept by the host. */
  readonly storage: {
    get(key: string): Promise<string | null>;
    set(key: string, value: string): Promise<void>;
    remove(key: string): Promise<void>;
    keys(): Promise<readonly string[]>;
  };
  /** Follow an event; returns how to stop. */
  on<E extends keyof Events>(event: E, handler: (detail: Events[E]) => void): () => void;
  supports(ability: Ability): Promise<boolean>;
}

export interface ConnectOptions {
  /** The origins of the superapps. Not needed where the page's `frame-ancestors` names them. */
  hosts?: readonly string[];
  /** How long to wait for the host; 5000 ms. */
  timeoutMs?: number;
}
