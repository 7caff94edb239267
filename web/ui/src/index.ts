export { DropArea, useAttaching, useUploadGuard } from "./attaching.tsx";
export { Bulkhead } from "./Bulkhead.tsx";
export { type Aside, Composer, type ComposerHandle } from "./Composer.tsx";
export { Conversation } from "./Conversation.tsx";
export { copyText } from "./copying.ts";
export { draftOf, forgetDrafts, keepDraft } from "./drafts.ts";
export type { Hint } from "./hints.tsx";
export * from "./icons.tsx";
export { followKeyboard, typesOnScreen } from "./keyboard.ts";
export { LineBanner } from "./LineBanner.tsx";
export { LinkCard } from "./LinkCard.tsx";
export {
  LANGUAGES,
  LanguageSwitch,
  speak,
  speakAlso,
  useLanguage,
  type Words,
} from "./language.tsx";
export { type Happened, linesOf, type Spoken } from "./lines.ts";
export { money, moneyOf, typedMoney } from "./money.ts";
export { phoneInGroups } from "./phones.ts";
export { followNotices, type PushDoor, type PushState, PushSwitch, ringByPage } from "./push.ts";
export { type Aim, useAim } from "./replying.ts";
export { notify, sentence, tellCode, tellFailure } from "./sentences.ts";
export {
  ClientProvider,
  useClient,
  useLooking,
  useRevival,
  useSignal,
  useThread,
  useToday,
} from "./state.tsx";
export { deviceName, remember, remembered } from "./storage.ts";
export { theme } from "./theme.ts";
export { fullTime, listTime, localeOf } from "./times.ts";
export { useTitle } from "./title.ts";
export { type UploadDoor, Uploads } from "./uploads.ts";
export { useFocusReturned } from "./useFocusReturned.ts";
export { usePush } from "./usePush.ts";

import "./ground.css";
