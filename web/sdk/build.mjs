/** Build what the server hands out at /sdk/: the modules, a plain script, and their types. */

import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(here("package.json"), "utf8"));
const out = here("../../chatserver/static/sdk");
const exact = `${out}/${version}`;

const ENTRIES = {
  "mini-app": { entry: "src/index.ts", format: "es" },
  "mini-app-testing": { entry: "src/testing.ts", format: "es" },
  "mini-app-host": { entry: "src/host/index.ts", format: "es" },
  "mini-app.script": { entry: "src/script.ts", format: "iife" },
};

rmSync(out, { recursive: true, force: true });
for (const [name, { entry, format }] of Object.entries(ENTRIES)) {
  await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      outDir: exact,
      emptyOutDir: false,
      lib: {
        entry: here(entry),
        formats: [format],
        name: "MiniAppScript",
        fileName: () => `${name}.js`,
      },
    },
  });
}
execFileSync(
  process.execPath,
  [
    here("../node_modules/typescript/bin/tsc"),
    "-p",
    here("tsconfig.build.json"),
    "--outDir",
    `${exact}/types`,
  ],
  { stdio: "inherit" },
);
for (const [name, { entry, format }] of Object.entries(ENTRIES)) {
  if (format === "es") {
    const types = entry.replace("src/", "./types/").replace(".ts", ".js");
    writeFileSync(`${exact}/${name}.d.ts`, `export * from "${types}";\n`);
  }
}
// The same as a package, for `npm install` from the address.
const entry = (name) => ({ types: `./${name}.d.ts`, default: `./${name}.js` });
const described = {
  name: "@chatserver/mini-app-sdk",
  version,
  description: "What a mini-app's page, its tests and its host import",
  type: "module",
  exports: {
    ".": entry("mini-app"),
    "./testing": entry("mini-app-testing"),
    "./host": entry("mini-app-host"),
  },
};
writeFileSync(`${exact}/package.json`, `${JSON.stringify(described, null, 2)}\n`);
execFileSync("npm", ["pack", "--silent", "--ignore-scripts"], { cwd: exact, stdio: "ignore" });
renameSync(`${exact}/chatserver-mini-app-sdk-${version}.tgz`, `${exact}/mini-app-sdk.tgz`);
rmSync(`${exact}/package.json`);
// The newest of the first version, for those who do not name an exact one.
cpSync(exact, `${out}/v${version.split(".")[0]}`, { recursive: true });
