/** What must hold before a page's call is answered? */

import type { Serving } from "../bridge.ts";
import { MiniAppError } from "../errors.ts";
import type { Method, Params, Result } from "../methods.ts";
import { told } from "../problems.ts";
import type { Grants } from "./grants.ts";
import { NEEDS } from "./permissions.ts";

/** As `Serving`; `asked`: the client has just agreed to the method's scope, on a sheet. */
export type Able = {
  [M in Method]?: (params: Params<M>, asked: boolean) => Promise<Result<M>> | Result<M>;
};

interface Guard {
  /** Whether the client has just touched the mini-app. */
  touched: () => boolean;
  grants: Grants;
}

/** Before each method its need, a touch or a scope; after it, errors as the page may hear them. */
export function guarded(able: Able, { touched, grants }: Guard): Serving {
  const entries = Object.entries(able).map(([name, act]) => {
    const need = NEEDS[name as Method];
    const answer = async (params: never) => {
      try {
        if (need?.gesture === true && !touched()) {
          throw new MiniAppError("gesture_required");
        }
        const asked = need?.scope !== undefined && (await grants.need(need.scope));
        return await (act as (params: never, asked: boolean) => unknown)(params, asked);
      } catch (error) {
        throw told(error);
      }
    };
    return [name, answer];
  });
  return Object.fromEntries(entries) as Serving;
}
