import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Where the built page lies: inside the server package as it is published, or where a checkout builds it. Undefined
 * when neither is there; then only the API answers.
 */
export function pageFolder(): string | undefined {
  const server = dirname(createRequire(import.meta.url).resolve("@cordwood/server/package.json"));
  const candidates = [join(server, "..", "web", "dist"), join(server, "dist", "web")];
  return candidates.find((folder) => existsSync(join(folder, "index.html")));
}
