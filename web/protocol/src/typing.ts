/** When is the other side told that this person is typing? At most once in three seconds. */

export const TYPING_EVERY_MS = 3_000;

type Tell = (chat: string, on: boolean) => void;
type Timer = ReturnType<typeof setTimeout>;

interface Hand {
  toldAt: number;
  told: boolean;
  off: Timer | null;
}

/** Repeats `on` while keys are pressed; says `off` when they stop, if that is not too soon. */
export class Typing {
  readonly #tell: Tell;
  readonly #hands = new Map<string, Hand>();

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  pressed(chat: string): void {
    const hand = this.#of(chat);
    this.#cancel(hand);
    if (!hand.told || Date.now() - hand.toldAt >= TYPING_EVERY_MS) {
      this.#say(chat, hand, true);
    }
  }

  stopped(chat: string): void {
    const hand = this.#of(chat);
    if (!hand.told || hand.off !== null) {
      return;
    }
    const wait = Math.max(0, hand.toldAt + TYPING_EVERY_MS - Date.now());
    hand.off = setTimeout(() => {
      hand.off = null;
      this.#say(chat, hand, false);
    }, wait);
  }

  /** The message itself ends the typing on the other side. */
  sent(chat: string): void {
    const hand = this.#of(chat);
    this.#cancel(hand);
    hand.told = false;
  }

  #say(chat: string, hand: Hand, on: boolean): void {
    if (Date.now() - hand.toldAt >= TYPING_EVERY_MS) {
      hand.toldAt = Date.now();
      hand.told = on;
      this.#tell(chat, on);
    }
  }

  #cancel(hand: Hand): void {
    if (hand.off !== null) {
      clearTimeout(hand.off);
      hand.off = null;
    }
  }

  #of(chat: string): Hand {
    const known = this.#hands.get(chat);
    if (known !== undefined) {
      return known;
    }
    const hand: Hand = { toldAt: 0, told: false, off: null };
    this.#hands.set(chat, hand);
    return hand;
  }
}
