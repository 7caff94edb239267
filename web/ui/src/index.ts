export { DropArea, useAttaching, useUploadGuard } from "./attaching.tsx";
export { Composer, type ComposerHandle } from "./Composer.tsx";
export { Conversation } from "./Conversation.tsx";
export { forgetDrafts } from "./drafts.ts";
export type { Hint } from "./hints.tsx";
export * from "./icons.tsx";
export { LineBanner } from "./LineBanner.tsx";
export { LinkCard } from "./LinkCard.tsx";
export { LanguageSwitch, speak, useLanguage, type Words } from "./language.tsx";
export { type Happened, linesOf, type Spoken } from "./lines.ts";
export { type Aim, useAim } from "./quoted.ts";
export { sentence, tellCode, tellFailure } from "./sentences.ts";
export { ClientProvider, useClient, useLooking, useSignal, useThread } from "./state.tsx";
export { deviceName, remember, remembered } from "./storage.ts";
export { theme } from "./theme.ts";
export { fullTime, listTime } from "./times.ts";
export { type UploadDoor, Uploads } from "./uploads.ts";

import "./ground.css";
