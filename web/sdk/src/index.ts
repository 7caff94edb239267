/** The Mini App SDK: `const app = await MiniApp.connect()`. */

import { connect, SDK } from "./connect.ts";

export type * from "./api.ts";
export { MiniAppError } from "./errors.ts";

export const MiniApp = { connect, version: SDK } as const;
