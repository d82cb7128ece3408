#!/usr/bin/env node
// Checks Node before anything that needs a new one is parsed, and raises the number of threads before anything
// uses them: each statement of the embedded engine holds one.
"use strict";
const floor = [20, 19];
const version = process.versions.node.split(".").map(Number);
if (version[0] < floor[0] || (version[0] === floor[0] && version[1] < floor[1])) {
  process.stderr.write(
    "cordwood: Node " +
      process.versions.node +
      " is too old: " +
      floor.join(".") +
      " or newer is needed (https://nodejs.org/en/download)\n",
  );
  process.exit(8);
}
if (!process.env.UV_THREADPOOL_SIZE) process.env.UV_THREADPOOL_SIZE = "16";
import("../dist/main.js").catch(function (error) {
  process.stderr.write("cordwood: cannot start: " + (error && error.message) + "\n");
  process.exit(1);
});
