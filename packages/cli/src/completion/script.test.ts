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

const others: Shell[] = ["zsh", "fish"];
const installed = others.filter((shell) => spawnSync(shell, ["--version"]).status === 0);

test.skipIf(installed.length === 0)("the other shells that are here parse their scripts", () => {
  for (const shell of installed) expect(spawnSync(shell, ["-n"], { input: script(shell) }).status).toBe(0);
});
