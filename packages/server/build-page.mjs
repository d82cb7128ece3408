// Copies the built page into this package, so that the published server carries it. Runs before `npm pack`.
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";

const built = join(import.meta.dirname, "..", "web", "dist");
const page = join(import.meta.dirname, "dist", "web");
if (!existsSync(join(built, "index.html"))) {
  process.stderr.write(
    `cannot copy the page: ${built} holds no index.html; run npm run build -w @cordwood/web first\n`,
  );
  process.exit(1);
}
rmSync(page, { recursive: true, force: true });
cpSync(built, page, { recursive: true });
