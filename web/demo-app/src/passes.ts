/** Which passes has the client ordered? The host keeps the list. */

import { type App, MiniAppError } from "@chatserver/sdk";
import { at, button } from "./page.ts";
import { payParking } from "./parking.ts";
import { filled, wordsOf } from "./words.ts";

interface Pass {
  guest: string;
  day: string;
  /** A place to park, which is paid. */
  parking?: boolean;
}

const KEY = "passes";
const MOST = 20;

export async function showPasses(app: App): Promise<void> {
  const say = wordsOf(app.launch.locale);
  let passes = await kept(app);
  const sells = await app.supports("payments.pay");
  const form = document.forms[0];
  const draw = () => {
    at("passes").replaceChildren(
      ...passes.map((pass) => {
        const line = document.createElement("li");
        const remove = button(say.remove, () => {
          passes = passes.filter((one) => one !== pass);
          save();
        });
        remove.setAttribute("aria-label", filled(say.removeOf, { guest: pass.guest }));
        const park = button(say.parking, () => {
          park.disabled = true;
          const paid = () => {
            pass.parking = true;
            save();
          };
          void payParking(app, pass, paid).finally(() => {
            park.disabled = false;
          });
        });
        park.setAttribute("aria-label", filled(say.parkingOf, { guest: pass.guest }));
        const known = [pass.guest, pass.day, ...(pass.parking === true ? [say.withParking] : [])];
        line.append(known.join(", "));
        line.append(...(sells && pass.parking !== true ? [park, remove] : [remove]));
        return line;
      }),
    );
  };
  const save = () => {
    draw();
    at("passes").ariaBusy = "true";
    app.storage
      .set(KEY, JSON.stringify(passes))
      .catch((error: unknown) => {
        const code = error instanceof MiniAppError ? error.code : "internal";
        at("result").textContent = filled(say.unsaved, { code });
      })
      .finally(() => {
        at("passes").ariaBusy = null;
      });
  };
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = new FormData(form);
    const pass = { guest: String(said.get("guest")), day: String(said.get("day")) };
    passes = [pass, ...passes].slice(0, MOST);
    form.reset();
    save();
  });
  draw();
}

/** Without the grant there is nothing yet: it is asked for when the first pass is kept. */
async function kept(app: App): Promise<Pass[]> {
  try {
    const read: unknown = JSON.parse((await app.storage.get(KEY)) ?? "[]");
    return Array.isArray(read) ? (read as Pass[]) : [];
  } catch {
    return [];
  }
}
