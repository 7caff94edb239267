/** What is known of a superapp, and what does its form hold? */

import type { Named } from "@chatserver/protocol";
import type { Mistake } from "../http.ts";

export const KINDS = ["general", "branded"] as const;
export const PLATFORMS = ["android", "ios"] as const;

/** As the server's page of a link knows them by name. */
export const STORES = ["app_store", "google_play", "rustore", "app_gallery"] as const;

interface Package {
  platform: (typeof PLATFORMS)[number];
  id: string;
  /** Of the certificates that sign an Android app. */
  fingerprints: string[];
}

export interface Superapp extends Named {
  kind: (typeof KINDS)[number];
  /** Where its links lead. */
  link_host: string;
  /** Addresses, by the code of the store. */
  stores: Readonly<Record<string, string>>;
  packages: Package[];
  /** Of its pages that may show the chat. */
  origins: string[];
  orgs: Named[];
  version: number;
}

/** One fingerprint on each line. */
export interface PackageDraft {
  platform: Package["platform"];
  id: string;
  fingerprints: string;
}

export interface SuperappDraft {
  name: string;
  kind: Superapp["kind"];
  /** Their ids, in one order. */
  orgs: string[];
  link_host: string;
  /** Of every store that can be filled in; "": it is not there. */
  stores: Readonly<Record<string, string>>;
  packages: readonly PackageDraft[];
  /** One on each line. */
  origins: string;
}

export const NAME_MAX = 200;
export const HOST_MAX = 253;
export const ADDRESS_MAX = 2000;
export const ID_MAX = 200;
export const PACKAGES_MAX = 20;

const NO_STORES = Object.fromEntries(STORES.map((store) => [store, ""]));

export const NEW_SUPERAPP: SuperappDraft = {
  name: "",
  kind: "general",
  orgs: [],
  link_host: "",
  stores: NO_STORES,
  packages: [],
  origins: "",
};

export const NEW_PACKAGE: PackageDraft = { platform: "android", id: "", fingerprints: "" };

export function draftOf(superapp: Superapp): SuperappDraft {
  const { name, kind, orgs, link_host, stores, packages, origins } = superapp;
  return {
    name,
    kind,
    orgs: orgs.map(({ id }) => id).sort(),
    link_host,
    stores: { ...NO_STORES, ...stores },
    packages: packages.map(({ platform, id, fingerprints }) => ({
      platform,
      id,
      fingerprints: fingerprints.join("\n"),
    })),
    origins: origins.join("\n"),
  };
}

/** What is sent of a draft, or of what was changed in it. */
export function bodyOf({ stores, packages, origins, ...rest }: Partial<SuperappDraft>): object {
  return {
    ...rest,
    ...(stores === undefined ? {} : { stores: filled(stores) }),
    ...(packages === undefined ? {} : { packages: packages.map(packageOf) }),
    ...(origins === undefined ? {} : { origins: linesOf(origins) }),
  };
}

export function checkSuperapp({ name, packages }: SuperappDraft): Mistake[] {
  const asked: [string, string][] = [
    ["/name", name],
    ...packages.map(({ id }, at): [string, string] => [`/packages/${at}/id`, id]),
  ];
  return asked
    .filter(([, value]) => value.trim() === "")
    .map(([pointer]) => ({ pointer, code: "required", message: "" }));
}

/** What was typed line by line; empty lines say nothing. */
export function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

function filled(stores: SuperappDraft["stores"]): Record<string, string> {
  const typed = Object.entries(stores).map(([store, address]) => [store, address.trim()] as const);
  return Object.fromEntries(typed.filter(([, address]) => address !== ""));
}

/** An app for iOS has no fingerprints: what was typed before another platform was chosen is left. */
function packageOf({ platform, id, fingerprints }: PackageDraft): object {
  const prints = linesOf(fingerprints).map((one) => one.toUpperCase());
  return { platform, id: id.trim(), ...(platform === "ios" ? {} : { fingerprints: prints }) };
}
