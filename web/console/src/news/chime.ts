/** How does the console sound? Two soft tones that are made here: there is nothing to fetch. */

import { Signal } from "@chatserver/protocol";
import { remember, remembered } from "@chatserver/ui";

const TONES = [660, 880];
const LENGTH_S = 0.16;
/** However much comes at once. */
const PAUSE_MS = 3000;

let speaker: AudioContext | null = null;
let last = -PAUSE_MS;

/** Asked for by the person, remembered on this device, the same in all of its tabs. */
export class Chime {
  readonly on: Signal<boolean>;
  readonly #name: string;

  constructor(staff: string) {
    this.#name = `console/chime/${staff}`;
    this.on = new Signal(this.#wanted());
  }

  turn(): void {
    this.on.set(!this.on.value);
    remember(this.#name, this.on.value ? "on" : null);
    // So that it is known how it will sound.
    this.ring();
  }

  ring(): void {
    if (this.#wanted()) {
      sound();
    }
  }

  #wanted(): boolean {
    return remembered(this.#name) !== null;
  }
}

function sound(): void {
  const now = performance.now();
  // Before the person has touched the page a browser keeps it silent, and would sound late.
  if (now - last < PAUSE_MS || !navigator.userActivation?.hasBeenActive) {
    return;
  }
  last = now;
  speaker ??= new AudioContext();
  const begin = speaker.currentTime;
  for (const [index, pitch] of TONES.entries()) {
    tone(speaker, pitch, begin + index * LENGTH_S);
  }
}

function tone(speaker: AudioContext, pitch: number, at: number): void {
  const oscillator = new OscillatorNode(speaker, { frequency: pitch });
  const volume = new GainNode(speaker, { gain: 0 });
  volume.gain.linearRampToValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.2, at + 0.02);
  volume.gain.linearRampToValueAtTime(0, at + 2 * LENGTH_S);
  oscillator.connect(volume).connect(speaker.destination);
  oscillator.start(at);
  oscillator.stop(at + 2 * LENGTH_S);
}
