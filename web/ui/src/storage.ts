/** What does this browser remember between visits? Little, and nothing depends on it. */

export function remembered(name: string, where: "local" | "session" = "local"): string | null {
  try {
    return area(where).getItem(name);
  } catch {
    return null;
  }
}

export function remember(
  name: string,
  value: string | null,
  where: "local" | "session" = "local",
): void {
  try {
    if (value === null) {
      area(where).removeItem(name);
    } else {
      area(where).setItem(name, value);
    }
  } catch {
    // Forbidden or full: the next visit begins without it.
  }
}

function area(where: "local" | "session"): Storage {
  return where === "local" ? localStorage : sessionStorage;
}

/** A lasting name for this device, without meaning outside of it. */
export function deviceName(): string {
  const known = remembered("chat/device");
  if (known !== null) {
    return known;
  }
  const name = `web-${Math.random().toString(36).slice(2, 12)}`;
  remember("chat/device", name);
  return name;
}
