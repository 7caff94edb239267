// Packs what was built, once, so that the server need not: whoever asks gets a quarter of it.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

// Brotli's best, 11, takes ten times as long for a tenth.
const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
// What is smaller goes in one or two packets as it is.
const LEAST = 1024;

for (const part of ["chat", "console", "sdk", "superapp"]) {
  const folder = new URL(`../../chatserver/static/${part}/`, import.meta.url);
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = new URL(name, folder);
    if (/\.(js|css|html|svg|json|ts)$/.test(name) && statSync(file).size >= LEAST) {
      const bytes = readFileSync(file);
      writeFileSync(`${file.pathname}.br`, brotliCompressSync(bytes, { params }));
      writeFileSync(`${file.pathname}.gz`, gzipSync(bytes, { level: 9 }));
    }
  }
}
