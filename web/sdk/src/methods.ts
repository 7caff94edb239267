/** What can be asked over the bridge, and what is told? One table, by which both sides check. */

import type {
  Ability,
  Events,
  HostScreen,
  Launch,
  NoticeState,
  Payment,
  PushParams,
  Theme,
  User,
} from "./api.ts";
import {
  either,
  flag,
  list,
  maybe,
  nothing,
  oneOf,
  orNull,
  record,
  type Shape,
  shaped,
  text,
} from "./shapes.ts";

/** The only version of the bridge so far. */
export const VERSION = 1;

export interface Welcome {
  version: 1;
  launch: Launch;
  theme: Theme;
  supports: string[];
}

export type Profile = Partial<User> & { id: string; denied: string[] };

interface Call<P, R> {
  params: P;
  result: R;
}

type None = null;

/** Each method with what it takes and what it gives. */
export interface Methods {
  connect: Call<{ versions: number[]; sdk: string }, Welcome>;
  "user.get": Call<{ fields: (keyof User)[] }, Profile>;
  "auth.token": Call<{ fresh: boolean }, { value: string; expiresAt: string }>;
  "payments.pay": Call<{ orderId: string }, Payment>;
  "navigation.open": Call<{ screen: HostScreen; target: string | null }, None>;
  "navigation.external": Call<{ url: string }, None>;
  "navigation.back": Call<None, None>;
  "navigation.close": Call<{ reason: string | null }, None>;
  "chat.open": Call<{ tag: string | null; draft: string | null }, None>;
  "notifications.permission": Call<None, NoticeState>;
  "notifications.request": Call<None, NoticeState>;
  "ui.ready": Call<None, None>;
  "ui.title": Call<{ text: string }, None>;
  "ui.backButton": Call<{ on: boolean }, None>;
  "storage.get": Call<{ key: string }, string | null>;
  "storage.set": Call<{ key: string; value: string }, None>;
  "storage.remove": Call<{ key: string }, None>;
  "storage.keys": Call<None, string[]>;
}

export type Method = keyof Methods;
export type Params<M extends Method> = Methods[M]["params"];
export type Result<M extends Method> = Methods[M]["result"];

interface Rule<M extends Method> {
  params: Shape<Params<M>>;
  result: Shape<Result<M>>;
  /** A person may be asked: it takes as long as they take. */
  patient?: true;
}

export const MOST = { key: 64, value: 4096, keys: 64, draft: 2000, title: 40, url: 2000 } as const;
export const FIELDS = ["name", "phone", "email", "photo", "birth", "place", "role"] as const;
/** Those of the screens of which there are many, so that one has to be named. */
export const TARGETED: readonly HostScreen[] = [
  "service",
  "partner_service",
  "service_category",
  "event",
  "event_category",
];
export const SCREENS: readonly HostScreen[] = [
  "requests",
  "marketplace",
  "events",
  "privileges",
  "notices",
  "parking",
  "services",
  "bills",
  ...TARGETED,
];

const WORD = text(200, 1);
const VALUE = orNull(text(4096));
const field = oneOf(...FIELDS);
const notice = oneOf("granted", "denied", "unasked");
const key = text(MOST.key, 1);

export const theme = shaped<Theme>({ scheme: oneOf("light", "dark") });

/** Up to fifty, as the server takes them. */
export const isParams: Shape<PushParams> = record(either(either(text(2048), isNumber), flag), 50);

export const launch = shaped<Launch>({
  appId: WORD,
  version: WORD,
  orgKind: oneOf("management", "developer"),
  placeId: orNull(WORD),
  start: orNull(text(512)),
  screen: orNull(text(200)),
  anchor: orNull(text(200)),
  params: orNull(isParams),
  locale: text(35, 2),
  platform: oneOf("ios", "android", "web"),
  env: oneOf("live", "test"),
});

const payment = shaped<Payment>({
  orderId: WORD,
  status: oneOf("paid", "canceled", "failed", "pending"),
});

const profile: Shape<Profile> = shaped<Profile>({
  id: text(200),
  denied: list(field, FIELDS.length),
  name: maybe(VALUE),
  phone: maybe(VALUE),
  email: maybe(VALUE),
  photo: maybe(VALUE),
  birth: maybe(VALUE),
  role: maybe(VALUE),
  place: maybe(orNull(shaped({ id: text(200), name: text(4096), address: text(4096) }))),
});

export const METHODS: { readonly [M in Method]: Rule<M> } = {
  connect: {
    params: shaped({ versions: list(isWhole, 20), sdk: text(40, 1) }),
    result: shaped<Welcome>({
      version: oneOf(VERSION),
      launch,
      theme,
      supports: list(text(64, 1), 100),
    }),
  },
  "user.get": {
    params: shaped({ fields: list(field, FIELDS.length) }),
    result: profile,
    patient: true,
  },
  "auth.token": {
    params: shaped({ fresh: flag }),
    result: shaped({ value: text(8192, 1), expiresAt: isInstant }),
    patient: true,
  },
  "payments.pay": { params: shaped({ orderId: WORD }), result: payment, patient: true },
  "navigation.open": {
    params: shaped({ screen: oneOf(...SCREENS), target: orNull(WORD) }),
    result: nothing,
  },
  "navigation.external": {
    params: shaped({ url: text(MOST.url, 1) }),
    result: nothing,
    patient: true,
  },
  "navigation.back": { params: nothing, result: nothing },
  "navigation.close": { params: shaped({ reason: orNull(text(200)) }), result: nothing },
  "chat.open": {
    params: shaped({ tag: orNull(WORD), draft: orNull(text(MOST.draft)) }),
    result: nothing,
    patient: true,
  },
  "notifications.permission": { params: nothing, result: notice },
  "notifications.request": { params: nothing, result: notice, patient: true },
  "ui.ready": { params: nothing, result: nothing },
  "ui.title": { params: shaped({ text: text(MOST.title) }), result: nothing },
  "ui.backButton": { params: shaped({ on: flag }), result: nothing },
  "storage.get": { params: shaped({ key }), result: orNull(text(MOST.value)), patient: true },
  "storage.set": {
    params: shaped({ key, value: text(MOST.value) }),
    result: nothing,
    patient: true,
  },
  "storage.remove": { params: shaped({ key }), result: nothing, patient: true },
  "storage.keys": { params: nothing, result: list(key, MOST.keys), patient: true },
};

export const EVENTS: { readonly [E in keyof Events]: Shape<Events[E]> } = {
  launch,
  notification: shaped<Events["notification"]>({
    screen: orNull(text(200)),
    anchor: orNull(text(200)),
    params: isParams,
  }),
  payment,
  theme,
  back: nothing,
  visibility: shaped({ visible: flag }),
  token: shaped({ expiresAt: isInstant }),
};

export const ABILITIES = (Object.keys(METHODS) as Method[]).filter(
  (name): name is Ability => name !== "connect",
);

export function isMethod(name: string): name is Method {
  return Object.hasOwn(METHODS, name);
}

export function isEvent(name: string): name is keyof Events {
  return Object.hasOwn(EVENTS, name);
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isInstant(value: unknown): value is string {
  return typeof value === "string" && value.length <= 40 && !Number.isNaN(Date.parse(value));
}
