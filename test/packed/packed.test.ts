// The packages as a user installs them: packed, checked, installed into an empty folder, and run.
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { count, remove, root, startCordwood, temporaryFolder, until } from "../cordwood.js";
import sizes from "./sizes.json" with { type: "json" };

const names = ["logging", "metrics", "store", "collector", "server", "cli"] as const;
type Name = (typeof names)[number];

const tarballs = temporaryFolder();
const packed = new Map<Name, { file: string; unpackedSize: number; files: string[] }>();
const bin = (name: string): string => join(root, "node_modules", ".bin", name);

function pack(name: Name): void {
  const printed = execFileSync("npm", ["pack", "--json", "--pack-destination", tarballs, "-w", `packages/${name}`], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const answer = JSON.parse(printed) as Packed[] | Record<string, Packed>;
  const [made] = Object.values(answer);
  if (made === undefined) throw new Error(`npm packed nothing for ${name}`);
  packed.set(name, {
    file: join(tarballs, made.filename),
    unpackedSize: made.unpackedSize,
    files: made.files.map((file) => file.path),
  });
}

interface Packed {
  filename: string;
  unpackedSize: number;
  files: { path: string }[];
}

beforeAll(() => {
  for (const name of names) pack(name);
});
afterAll(() => remove(tarballs));

describe.each(names)("%s", (name) => {
  test("is laid out as Node and TypeScript expect", () => {
    const { file } = packed.get(name)!;
    execFileSync(bin("publint"), ["run", file, "--strict"], { encoding: "utf8" });
    execFileSync(bin("attw"), [file, "--profile", "esm-only"], { encoding: "utf8" });
  });

  test("carries no tests and stays within its recorded size", () => {
    const { files, unpackedSize } = packed.get(name)!;
    expect(files.filter((file) => /\.test\.|conformance|\.tsbuildinfo|^src\//.test(file))).toEqual([]);
    console.log(`${name}: ${files.length} files, ${unpackedSize} bytes of at most ${sizes[name]}`);
    expect(unpackedSize).toBeLessThanOrEqual(sizes[name]);
  });
});

describe("installed into an empty folder", () => {
  const home = temporaryFolder();
  afterAll(() => remove(home));

  beforeAll(() => {
    writeFileSync(join(home, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
    execFileSync("npm", ["install", "--no-audit", "--no-fund", ...[...packed.values()].map((item) => item.file)], {
      cwd: home,
      stdio: "ignore",
    });
  });

  test("the command runs, takes records, finds them and serves the page", async () => {
    const command = [join(home, "node_modules", ".bin", "cordwood")];
    const logs = join(home, "logs");
    mkdirSync(logs);
    writeFileSync(join(logs, "a.log"), "2026-01-02T03:04:05Z INFO shop: hello\n");
    const server = await startCordwood({ data: join(home, "data"), args: [join(logs, "*.log")], command, cwd: home });
    try {
      await until(
        () => count(server.url, "hello log.file.path:* | stats count()"),
        (found) => found === 1,
      );
      const page = await fetch(server.url);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('<div id="root">');
    } finally {
      await server.stop();
    }
    expect(server.process.exitCode).toBe(0);
  });

  test("an application imports the logging library by every documented path", () => {
    const program = `
      import { getLogger, basicConfig } from "@cordwood/logging";
      import * as handlers from "@cordwood/logging/handlers";
      import * as config from "@cordwood/logging/config";
      basicConfig({ filename: "app.log", format: "%(levelname)s %(message)s", level: "INFO" });
      getLogger("shop").info("added %s", "apple");
      if (typeof handlers.RotatingFileHandler !== "function" || typeof config.dictConfig !== "function") process.exit(2);
    `;
    writeFileSync(join(home, "app.js"), program);
    execFileSync(process.execPath, ["app.js"], { cwd: home });
    expect(statSync(join(home, "app.log")).size).toBe("INFO added apple\n".length);
  });
});
