/** How does text get onto the clipboard, also where the page is not a secure one? */

/** Rejects where it does not. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  // Superseded, but the only way on plain http.
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) {
    throw new Error("the browser does not copy");
  }
}
