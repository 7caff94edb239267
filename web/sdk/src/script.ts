/** The same for pages without modules: `MiniApp.connect()`, `MiniApp.MiniAppError`. */

import { connect, SDK } from "./connect.ts";
import { MiniAppError } from "./errors.ts";

Object.assign(globalThis, { MiniApp: { connect, version: SDK, MiniAppError } });
