import { execFileSync, spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { createProgram } from "../program.js";
import { completionScript, type Shell, shells } from "./script.js";

const script = (shell: Shell): string => completionScript(shell, createProgram());

test.each(shells)("names every command and the flags of search for %s", (shell) => {
  const text = script(shell);
  for (const name of ["up", "search", "tail", "sql", "pipe", "check", "doctor", "completion"])
    expect(text).toContain(name);
  expect(text).toContain(shell === "fish" ? "-l order" : "--order");
});

test("bash completes commands and flags", () => {
  const complete = (...words: string[]): string => {
    const program = `${script("bash")}
COMP_WORDS=(cordwood ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}; _cordwood; echo "\${COMPREPLY[@]}"`;
    return execFileSync("bash", ["-c", program], { encoding: "utf8" }).trim();
  };
  expect(complete("se")).toBe("search");
  expect(complete("search", "--or")).toBe("--order");
});

const installed = (shell: Shell): boolean => spawnSync(shell, ["--version"]).status === 0;

test.skipIf(!installed("zsh"))("zsh parses its script", () => {
  expect(spawnSync("zsh", ["-n"], { input: script("zsh") }).status).toBe(0);
});

test.skipIf(!installed("fish"))("fish parses its script", () => {
  expect(spawnSync("fish", ["-n"], { input: script("fish") }).status).toBe(0);
});
