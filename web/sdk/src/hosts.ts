/** Who may be this page's host? Whoever may embed it: one list, which the browser enforces, too. */

/** The part of a window that a page looks at to find its host. */
export interface Surroundings {
  readonly parent: unknown;
  readonly location: Pick<Location, "href" | "origin"> & {
    readonly ancestorOrigins?: ArrayLike<string>;
  };
}

/** The exact origins of a policy's `frame-ancestors`; wildcards and schemes are not trusted. */
export function ancestorsOf(policy: string, own: string): string[] {
  const directive = policy
    .split(/[;,]/)
    .map((part) => part.trim().split(/\s+/))
    .find(([name]) => name?.toLowerCase() === "frame-ancestors");
  return (directive ?? [])
    .slice(1)
    .map((source) => (source === "'self'" ? own : source))
    .filter((source) => !source.includes("*") && originOf(source) === source);
}

export function originOf(address: string): string | null {
  try {
    const { origin } = new URL(address);
    return origin === "null" ? null : origin;
  } catch {
    return null;
  }
}

/** Read the policy that this page itself came with: mostly from the browser's own cache. */
export async function ownAncestors(window: Surroundings): Promise<string[]> {
  try {
    const [address = ""] = window.location.href.split("#");
    const answer = await fetch(address, { method: "HEAD", cache: "force-cache" });
    const policy = answer.headers.get("Content-Security-Policy") ?? "";
    return ancestorsOf(policy, window.location.origin);
  } catch {
    return [];
  }
}

/**
 * The host to greet: of those that may be one, the one that embeds the page, where the browser
 * tells; else each of them is tried. Empty: whoever embeds it is none of them.
 */
export function candidates(hosts: readonly string[], window: Surroundings): string[] {
  // Whoever names one with a slash at its end means the origin; what is none is nobody's.
  const origins = [...new Set(hosts.flatMap((host) => originOf(host) ?? []))];
  const embedder = window.location.ancestorOrigins?.[0];
  if (embedder === undefined || embedder === "null") {
    return origins;
  }
  return origins.filter((host) => host === embedder);
}
