// Brings a checkout to the state where Cordwood can run: dependencies installed, packages and page built.
// CommonJS without dependencies, because it runs before anything is installed. Each step is skipped when a
// stamp says that nothing it depends on has changed.
"use strict";
const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const stamps = path.join(root, "node_modules", ".cordwood");
const nodeFloor = [20, 19];
/** The exit code that the command has for it too. */
const nodeTooOld = 8;

/** Everything the compiled packages depend on. */
const packageSources = ["packages", "tsconfig.json", "tsconfig.base.json"];
/** Everything the page depends on: its own sources and what it takes from other packages. */
const pageSources = ["packages/web", "packages/store/src/query", "packages/server/src/api"];
const notSources = new Set(["node_modules", "dist", "bench", "data"]);

/** Ends the process with one clear line. */
function fail(line, exitCode = 1) {
  process.stderr.write(`cordwood: ${line}\n`);
  process.exit(exitCode);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > nodeFloor[0] || (major === nodeFloor[0] && minor >= nodeFloor[1])) return;
  fail(
    `Node ${process.versions.node} is too old: ${nodeFloor.join(".")} or newer is needed (https://nodejs.org/en/download)`,
    nodeTooOld,
  );
}

function* filesBelow(entry) {
  const absolute = path.join(root, entry);
  if (!fs.existsSync(absolute)) return;
  if (fs.statSync(absolute).isFile()) {
    yield entry;
    return;
  }
  for (const name of fs.readdirSync(absolute).toSorted()) {
    if (!notSources.has(name)) yield* filesBelow(path.join(entry, name));
  }
}

/** A digest of the contents of all files below the entries, and of the Node that will run them. */
function fingerprint(entries) {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch} ${process.versions.modules}\n`);
  for (const entry of entries) {
    for (const file of filesBelow(entry)) hash.update(`${file}\n`).update(fs.readFileSync(path.join(root, file)));
  }
  return hash.digest("hex");
}

function run(what, command, args) {
  process.stderr.write(`cordwood: ${what}\n`);
  const started = Date.now();
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32" && command === "npm",
  });
  if (result.error) fail(`cannot ${what}: ${result.error.message}`);
  if (result.status !== 0)
    fail(`cannot ${what}: ${command} ${args.join(" ")} ended with ${result.signal ?? result.status}; see above`);
  process.stderr.write(`cordwood: ${what}: done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

/** Runs `work` unless it ran before with the same fingerprint and what it made is still there. */
function unlessDone(name, entries, made, work) {
  const stamp = path.join(stamps, name);
  const now = fingerprint(entries);
  const before = fs.existsSync(stamp) ? fs.readFileSync(stamp, "utf8") : "";
  if (before === now && made.every((file) => fs.existsSync(path.join(root, file)))) return;
  fs.rmSync(stamp, { force: true });
  work();
  fs.mkdirSync(stamps, { recursive: true });
  fs.writeFileSync(stamp, now);
}

// Not "npm ci": it refuses a lock file that lacks binaries for other platforms than the one it was made on.
const install = () =>
  run("install dependencies (the engine is large: 1 to 2 minutes the first time)", "npm", [
    "install",
    "--no-save",
    "--no-fund",
    "--no-audit",
  ]);

function buildPackages() {
  run("build packages", process.execPath, [path.join("node_modules", "typescript", "bin", "tsc"), "-b"]);
}

function buildPage() {
  run("build the page", "npm", ["run", "--silent", "build", "-w", "@cordwood/web"]);
}

/** Checks Node, then installs and builds what has changed. Ends the process with one line when a step fails. */
function prepare() {
  checkNode();
  unlessDone("installed", ["package-lock.json"], ["node_modules/.package-lock.json"], install);
  unlessDone("packages", packageSources, ["packages/cli/dist/index.js"], buildPackages);
  unlessDone("page", pageSources, ["packages/web/dist/index.html"], buildPage);
}

module.exports = { prepare, root };
