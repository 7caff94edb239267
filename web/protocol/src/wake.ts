/** When does the device say that it is worth looking at the connection now? */

/**
 * Calls `wake` when the network or the screen comes back, or the network goes: then a person should
 * be told now, and not when the silence has become long. Returns how to stop.
 */
export function onWake(wake: () => void): () => void {
  const visible = () => {
    if (document.visibilityState === "visible") {
      wake();
    }
  };
  window.addEventListener("online", wake);
  window.addEventListener("offline", wake);
  window.addEventListener("pageshow", visible);
  document.addEventListener("visibilitychange", visible);
  return () => {
    window.removeEventListener("online", wake);
    window.removeEventListener("offline", wake);
    window.removeEventListener("pageshow", visible);
    document.removeEventListener("visibilitychange", visible);
  };
}
