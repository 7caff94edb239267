/** Has the client touched the mini-app, or only what the superapp drew over it? */

/**
 * As long as a browser holds an activation. The press on a sheet's button activates the superapp's
 * page as well, and a page that takes the focus could pass it off as a touch of its own: after a no
 * it could ask again and again.
 */
const QUIET_MS = 5_000;

export class Touch {
  readonly #frame: HTMLIFrameElement;
  #quietUntil = 0;

  constructor(frame: HTMLIFrameElement) {
    this.#frame = frame;
  }

  /** Whether the client has just touched the frame: the browser tells pages around it, too. */
  get fresh(): boolean {
    const document = this.#frame.ownerDocument;
    const activation = document.defaultView?.navigator.userActivation;
    return (
      Date.now() >= this.#quietUntil &&
      document.activeElement === this.#frame &&
      (activation?.isActive ?? document.hasFocus())
    );
  }

  /** Wait for the answer to a sheet; what the page asks for next wants another touch. */
  async answered(sheet: Promise<boolean>): Promise<boolean> {
    const yes = await sheet;
    this.#frame.blur();
    if (!yes) {
      this.#quietUntil = Date.now() + QUIET_MS;
    }
    return yes;
  }
}
