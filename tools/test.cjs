// `npm test [-- VITEST-ARG...]`: prepares the checkout, then runs the tests (unit, fault and browser).
"use strict";
const { spawnSync } = require("node:child_process");
const path = require("node:path");
const { prepare, root } = require("./prepare.cjs");

prepare();
const given = process.argv.slice(2);
const projects = given.includes("--project") ? [] : ["--project", "unit", "--project", "fault", "--project", "e2e"];
const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
const result = spawnSync(process.execPath, [vitest, "run", ...projects, ...given], { cwd: root, stdio: "inherit" });
process.exit(result.status ?? 1);
