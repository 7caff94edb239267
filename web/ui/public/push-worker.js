/** What does the browser do with a push, whether a page of ours is open or not? */

self.addEventListener("push", (event) => {
  event.waitUntil(show(event.data.json()));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

/** Newer words under the same tag take the place of older ones, and ring anew. */
function show({ title, body, tag, data }) {
  return self.registration.showNotification(title, { body, tag, data, renotify: true });
}

/** Go to the chat in a window that is open, else in a new one. */
async function open(data) {
  const scope = self.registration.scope;
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const own = open.filter((one) => one.url.startsWith(scope));
  const shown = own.find((one) => one.visibilityState === "visible") ?? own[0];
  if (shown === undefined) {
    await self.clients.openWindow(`${scope}?${new URLSearchParams(wanted(scope, data))}`);
    return;
  }
  // A browser may forbid it; the window goes to the chat all the same.
  await shown.focus().catch(() => undefined);
  shown.postMessage({ type: "open", wanted: wanted(scope, data) });
}

/**
 * The client's screen finds a chat by its product, the console by its id. A mini-app's push leads
 * into the mini-app, which the client's screen hands on to the superapp (launch.ts).
 */
function wanted(scope, { kind, chat, product, miniapp, notification, screen, anchor, params }) {
  if (kind === "miniapp") {
    const all = { miniapp, notification, screen, anchor, params };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  }
  return scope.endsWith("/chat/") ? { product } : { chat };
}
