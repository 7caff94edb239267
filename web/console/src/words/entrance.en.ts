/** What does the console say in English to who is not signed in yet? */

import type { entranceRu } from "./entrance.ru.ts";
import type { Said } from "./said.ts";

export const entranceEn: Said<typeof entranceRu> = {
  "login.title": "Staff sign-in",
  "login.email": "E-mail",
  "login.password": "Password",
  "login.go": "Sign in",
  "login.wrong": "The e-mail or the password is wrong. Check the keyboard layout and try again.",
  "login.often": "Too many attempts. Wait a minute and try again.",
  "login.failed": "The server did not answer. Try again.",
  "login.code": "Code",
  "login.codeHint": "Six digits from your authenticator app, or a recovery code.",
  "login.codeWrong": "This code is wrong or was used already. Wait for the next one.",
  "login.back": "Back",
  "login.forgotten": "Forgot your password?",
  "forgotten.title": "A new password",
  "forgotten.text": "We will e-mail you a link to set a new password.",
  "forgotten.go": "E-mail me a link",
  "forgotten.sent":
    "If there is such an account, the e-mail is on its way. The link works for an hour.",
  "forgotten.often":
    "Too many e-mails were asked for. Look for one that has come already, or try again in an hour.",
  "setPassword.invite": "Welcome",
  "setPassword.reset": "A new password",
  "setPassword.for": "{{name}}, {{email}}",
  "setPassword.password": "New password",
  "setPassword.hint":
    "10 characters or more; not a common one, not taken from your e-mail address.",
  "setPassword.again": "Once more",
  "setPassword.differs": "The passwords differ.",
  "setPassword.go": "Save and sign in",
  "setPassword.gone.invite":
    "This link no longer works: it was used already, or it has expired. Ask an administrator to send the invitation again.",
  "setPassword.gone.reset":
    "This link no longer works: it was used already, or it has expired. Ask for a new one: “Forgot your password?” at the sign-in.",
  "setPassword.too_short": "At least 10 characters are needed.",
  "setPassword.too_long": "This password is too long.",
  "setPassword.too_common": "This password is too common. Think of another.",
  "setPassword.too_personal": "The password must not be taken from your e-mail address.",
  "enrol.title": "Second factor",
  "enrol.text":
    "Your account needs a second factor. Confirm your password, and we will give you a key for your authenticator app.",
  "enrol.begin": "Get a key",
  "enrol.key":
    "Open the authenticator app on your phone and add this key to it. If the app is on this device, press “Open in the app”.",
  "enrol.codeHint": "Six digits that the app shows now.",
  "enrol.copy": "Copy",
  "enrol.open": "Open in the app",
  "enrol.confirm": "Confirm",
  "enrol.codes": "Recovery codes",
  "enrol.codesText":
    "Keep them in a safe place; we will not show them again. Each lets you in once without the app.",
  "enrol.done": "I have saved the codes",
  "enrol.wrong": "The password is wrong. Try again.",
};
