/** How does a superapp get from a tap to an opened mini-app? By asking the client what is missing. */

import { Problem } from "../problems.ts";
import { isObject } from "../shapes.ts";
import type { Launched, Offer, SuperappDoor, Wish } from "./door.ts";

export interface Place {
  id: string;
  name: string;
}

/** What is drawn for the client on the way; null and false: back to where they were. */
export interface Asking {
  place(places: Place[]): Promise<string | null>;
  /** The offer with the data that is asked for; returns the names of what is granted. */
  offer(offer: Offer): Promise<string[] | null>;
  signIn(): Promise<boolean>;
}

export interface Opened {
  launched: Launched;
  /** With the premises that were chosen on the way. */
  wish: Wish;
}

// Each thing that is missing is asked for once, and an offer that changes meanwhile once more.
const MOST_ROUNDS = 6;

/**
 * Launch, and ask for what stands in the way. null: the client turned back. Rejects with the
 * `Problem` for which there is nothing to ask: `not_available`, `app_suspended`, `no_place` ….
 */
export async function launchMiniapp(
  door: SuperappDoor,
  app: string,
  wish: Wish,
  asking: Asking,
): Promise<Opened | null> {
  let now = wish;
  for (let round = 1; ; round += 1) {
    try {
      return { launched: await door.launch(app, now), wish: now };
    } catch (error) {
      if (!(error instanceof Problem) || round === MOST_ROUNDS) {
        throw error;
      }
      const next = await mended(door, now, error, asking);
      if (next === null) {
        return null;
      }
      now = next;
    }
  }
}

async function mended(
  door: SuperappDoor,
  wish: Wish,
  problem: Problem,
  asking: Asking,
): Promise<Wish | null> {
  switch (problem.code) {
    case "sign_in_required":
      return (await asking.signIn()) ? wish : null;
    case "place_required": {
      const place = await asking.place(placesOf(problem));
      return place === null ? null : { ...wish, place };
    }
    case "offer_required":
      return (await agreed(door, problem.body.offer as Offer, asking)) ? wish : null;
    default:
      throw problem;
  }
}

async function agreed(door: SuperappDoor, offer: Offer, asking: Asking): Promise<boolean> {
  const scopes = await asking.offer(offer);
  try {
    await (scopes === null ? door.decline(offer.id) : door.accept(offer.id, scopes));
  } catch (error) {
    // Another offer is served by now: the next launch brings it.
    if (!(error instanceof Problem) || error.code !== "conflict") {
      throw error;
    }
  }
  return scopes !== null;
}

function placesOf(problem: Problem): Place[] {
  const { places } = problem.body;
  return Array.isArray(places) ? places.filter(isPlace) : [];
}

function isPlace(value: unknown): value is Place {
  return isObject(value) && typeof value.id === "string" && typeof value.name === "string";
}
