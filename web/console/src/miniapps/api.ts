/** What does the console ask of mini-apps, and in which shapes is it answered? */

import type { Named } from "@chatserver/protocol";
import type { Card, Http, Page } from "../http.ts";

export const STATUSES = ["inactive", "in_review", "ready", "testing", "active"] as const;
export type Status = (typeof STATUSES)[number];

export interface Line extends Named {
  public_title: string;
  status: Status;
  suspended: boolean;
  category: string;
  updated_at: string;
}

export interface Offer {
  id: string;
  number: number;
  name: string;
  size: number;
  state: string;
  at: string;
  deleted: boolean;
  binds: boolean;
}

export interface Review {
  id: string;
  state: string;
  build: string | null;
  offer: string | null;
  sent_at: string;
  due_at: string;
  deferred_reason: string | null;
  reason_code: string | null;
  reason: string;
  /** Where the rule stands that was broken. */
  rule_url: string | null;
  /** Where what the moderator saw can be seen for ten minutes. */
  screenshot: string | null;
  ended_at: string | null;
}

export interface Release {
  id: string;
  build: string;
  offer: string;
  digest: string;
  approved_at: string;
  published_at: string | null;
  /** The platform forbade its build: nobody is served it again. */
  revoked: boolean;
}

export interface Miniapp extends Named {
  public_title: string;
  category: string;
  description: string;
  status: Status;
  suspended: boolean;
  suspended_reason: string | null;
  chat_on: boolean;
  licence: Named | null;
  legal_entity: string | null;
  account: string | null;
  offer: Offer | null;
  review: Review | null;
  last_review: Review | null;
  releases: Release[];
  release: string | null;
  ready: string | null;
  serves: { everybody: string | null; testers: string | null };
  /** Seconds between two pushes to one client, and how many in a day. */
  push_limits: PushLimits;
  updated_at: string;
}

export interface PushLimits {
  every_s: number;
  per_day: number;
}

export interface Scope {
  name: string;
  purpose: string;
  required: boolean;
}

export interface Manifest {
  scopes?: Scope[];
  connect?: string[];
  frame?: string[];
  media?: string[];
  wasm?: boolean;
}

export interface Build {
  id: string;
  digest: string;
  state: string;
  manifest: Manifest;
  warnings: Finding[];
  size: number;
  unpacked: number;
  entries: number;
  at: string;
}

export interface Finding {
  code: string;
  path?: string;
  message: string;
}

export interface Category {
  id: string;
  name_ru: string;
  name_en: string;
}

export interface Licence extends Named {
  miniapp: Named | null;
}

export interface LegalEntity extends Named {
  accounts: { id: string; number: string; bank?: string }[];
}

export interface Registration {
  licence: string;
  name: string;
  category: string;
  description: string;
  rules_version: number;
}

export interface TestToken {
  token: string | null;
  url: string | null;
  expires_at: string;
}

export class Miniapps {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  list(): Promise<Line[]> {
    return this.#http.all<Line>("miniapps");
  }

  /** For the platform. */
  listOf(org: string): Promise<Line[]> {
    return this.#http.all<Line>(`orgs/${org}/miniapps`);
  }

  card(id: string): Promise<Card<Miniapp>> {
    return this.#http.card<Miniapp>(`miniapps/${id}`);
  }

  async categories(): Promise<Category[]> {
    return (await this.#http.get<Page<Category>>("categories")).items;
  }

  async freeLicences(): Promise<Licence[]> {
    return this.#http.all("licences", { free: true });
  }

  register(registration: Registration): Promise<Miniapp> {
    return this.#http.post<Miniapp>("miniapps", registration);
  }

  change(id: string, change: object, etag: string | undefined): Promise<Card<Miniapp>> {
    return this.#http.card<Miniapp>(`miniapps/${id}`, { method: "PATCH", body: change, etag });
  }

  async legalEntities(): Promise<LegalEntity[]> {
    return this.#http.all("legal-entities");
  }

  pay(id: string, entity: string | null, account: string | null): Promise<Card<Miniapp>> {
    const body = { legal_entity: entity, account };
    return this.#http.card<Miniapp>(`miniapps/${id}/payment`, { method: "PUT", body });
  }

  offers(id: string): Promise<Offer[]> {
    return this.#http.all(`miniapps/${id}/offer`);
  }

  async uploadOffer(id: string, file: File): Promise<void> {
    const headers = {
      "Content-Type": "application/pdf",
      "X-File-Name": encodeURIComponent(file.name),
    };
    await this.#http.card(`miniapps/${id}/offer`, { method: "PUT", body: file, headers });
  }

  deleteOffer(id: string): Promise<void> {
    return this.#http.delete(`miniapps/${id}/offer`);
  }

  /** Where a version of the offer can be read for the next ten minutes. */
  async offerUrl(id: string, offer: string): Promise<string> {
    return (await this.#http.get<{ url: string }>(`miniapps/${id}/offer/${offer}`)).url;
  }

  builds(id: string): Promise<Build[]> {
    return this.#http.all(`miniapps/${id}/builds`);
  }

  /** Where a build is shown to a made-up client for a day. */
  async previewUrl(id: string, build: string): Promise<string> {
    const path = `miniapps/${id}/builds/${build}/preview`;
    return (await this.#http.post<{ url: string }>(path)).url;
  }

  async uploadBuild(id: string, file: File): Promise<Build> {
    const headers = { "Content-Type": "application/zip" };
    return (
      await this.#http.card<Build>(`miniapps/${id}/builds`, { method: "POST", body: file, headers })
    ).body;
  }

  /** One of the moves of the card: it answers with the card as it stands then. */
  move(id: string, move: "submit" | "withdraw" | "publish"): Promise<Card<Miniapp>> {
    return this.#http.card<Miniapp>(`miniapps/${id}/${move}`, { method: "POST" });
  }

  choose(id: string, status: "inactive" | "testing" | "active"): Promise<Card<Miniapp>> {
    return this.#http.card<Miniapp>(`miniapps/${id}/status`, { method: "PUT", body: { status } });
  }

  rollback(id: string, release: string): Promise<Card<Miniapp>> {
    const path = `miniapps/${id}/rollback`;
    return this.#http.card<Miniapp>(path, { method: "POST", body: { release } });
  }

  /** Take it from everybody; for the platform's moderators, as what follows. */
  suspend(id: string, reason: string): Promise<Card<Miniapp>> {
    return this.#http.card<Miniapp>(`miniapps/${id}/suspend`, { method: "POST", body: { reason } });
  }

  unsuspend(id: string): Promise<Card<Miniapp>> {
    return this.#http.card<Miniapp>(`miniapps/${id}/unsuspend`, { method: "POST" });
  }

  revoke(id: string, build: string, reason: string): Promise<Card<Miniapp>> {
    const path = `miniapps/${id}/builds/${build}/revoke`;
    return this.#http.card<Miniapp>(path, { method: "POST", body: { reason } });
  }

  /** For the platform's support. */
  switchChat(id: string, on: boolean, etag: string | undefined): Promise<Card<Miniapp>> {
    const path = `miniapps/${id}/chat-enabled`;
    return this.#http.card<Miniapp>(path, { method: "PUT", body: { on }, etag });
  }

  /** Null: the server's own limits hold again. For the platform's support. */
  limitPushes(
    id: string,
    limits: PushLimits | null,
    reason: string,
    etag: string | undefined,
  ): Promise<Card<Miniapp>> {
    const body = { ...(limits ?? { every_s: null, per_day: null }), reason };
    return this.#http.card<Miniapp>(`miniapps/${id}/push-limits`, { method: "PUT", body, etag });
  }

  testToken(id: string, client: string, premises: string): Promise<TestToken> {
    const body = { client_id: client, premises_id: premises };
    return this.#http.post<TestToken>(`miniapps/${id}/tokens`, body);
  }

  async deepLinks(id: string): Promise<{ superapp: Named; url: string }[]> {
    const path = `miniapps/${id}/deeplinks`;
    return (await this.#http.get<Page<{ superapp: Named; url: string }>>(path)).items;
  }
}

export function categoryName(categories: Category[], id: string, language: string): string {
  const found = categories.find((category) => category.id === id);
  return (language === "ru" ? found?.name_ru : found?.name_en) ?? id;
}
