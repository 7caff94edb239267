/** How much of the page does the keyboard of a phone's screen leave free? */

/**
 * Where the keyboard is laid over the page, the page is to end above it: `--visible-height` says
 * where. Otherwise the browser moves the page away, and with it the name of who answers.
 * Until the returned function is called.
 */
export function followKeyboard(
  viewport: VisualViewport | null = window.visualViewport,
): () => void {
  const { style } = document.documentElement;
  const fit = () => {
    // Whoever has zoomed in sees less of the page, too, but there is no keyboard over it.
    const covered = viewport !== null && viewport.scale === 1 && isLower(viewport.height);
    if (covered) {
      style.setProperty("--visible-height", `${viewport.height}px`);
      window.scrollTo(0, 0);
    } else {
      style.removeProperty("--visible-height");
    }
  };
  viewport?.addEventListener("resize", fit);
  return () => viewport?.removeEventListener("resize", fit);
}

/** Half a pixel is the difference of two ways to round. */
function isLower(height: number): boolean {
  return window.innerHeight - height > 1;
}

/** Whether the keyboard comes with the focus, over what one came to read. */
export function typesOnScreen(): boolean {
  return window.matchMedia("(pointer: coarse)").matches;
}
