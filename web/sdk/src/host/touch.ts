/** Has the client touched the mini-app, or only what the superapp drew over it? */

import { MiniAppError } from "../errors.ts";

/**
 * As long as a browser holds an activation. The press on a sheet's button activates the superapp's
 * page as well, and a page that takes the focus could pass it off as a touch of its own: after a no
 * it could ask again and again.
 */
const QUIET_MS = 5_000;

export class Touch {
  readonly #frame: HTMLIFrameElement;
  #quietUntil = 0;
  #answering = false;

  constructor(frame: HTMLIFrameElement) {
    this.#frame = frame;
  }

  /** Whether the client has just touched the frame: the browser tells pages around it, too. */
  get fresh(): boolean {
    const document = this.#frame.ownerDocument;
    const activation = document.defaultView?.navigator.userActivation;
    return (
      !this.#answering &&
      Date.now() >= this.#quietUntil &&
      document.activeElement === this.#frame &&
      (activation?.isActive ?? document.hasFocus())
    );
  }

  /**
   * Draw a sheet and wait for its answer; what the page asks for next wants another touch. Rejects,
   * gesture_required, while another stands: a touch asks for one thing.
   */
  async answered(draw: () => Promise<boolean>): Promise<boolean> {
    if (this.#answering) {
      throw new MiniAppError("gesture_required", "the client is being asked something");
    }
    this.#answering = true;
    try {
      const yes = await draw();
      this.#frame.blur();
      if (!yes) {
        this.#quietUntil = Date.now() + QUIET_MS;
      }
      return yes;
    } finally {
      this.#answering = false;
    }
  }
}
