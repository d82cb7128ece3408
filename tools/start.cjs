// `npm start [-- COMMAND ARG...]`: prepares the checkout, then runs the cordwood command in this process.
"use strict";
const path = require("node:path");
const { prepare, root } = require("./prepare.cjs");

prepare();
const launcher = path.join(root, "packages", "cli", "bin", "cordwood.cjs");
process.argv[1] = launcher;
require(launcher);
