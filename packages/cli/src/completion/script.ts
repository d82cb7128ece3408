// Completion scripts for three shells, made from the commands themselves.
import type { Command } from "commander";

/** A command as a shell completes it. */
interface Completed {
  name: string;
  description: string;
  flags: { name: string; description: string }[];
}

function completedOf(program: Command): Completed[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    flags: [...command.options, ...program.options]
      .filter((option) => option.long !== undefined && option.long !== null)
      .map((option) => ({ name: option.long ?? "", description: option.description })),
  }));
}

/** Shells that a script can be made for. */
export const shells = ["bash", "zsh", "fish"] as const;

/** One of {@link shells}. */
export type Shell = (typeof shells)[number];

/** The script to load into the shell. Commands that take files complete files. */
export function completionScript(shell: Shell, program: Command): string {
  const commands = completedOf(program);
  if (shell === "bash") return bash(commands);
  return shell === "zsh" ? zsh(commands) : fish(commands);
}

function bash(commands: Completed[]): string {
  const cases = commands.map(
    ({ name, flags }) => `    ${name}) flags="${flags.map((flag) => flag.name).join(" ")}" ;;`,
  );
  return `_cordwood() {
  local word="\${COMP_WORDS[COMP_CWORD]}" flags=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map((command) => command.name).join(" ")}" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$word")) ;;
  esac
}
complete -o default -F _cordwood cordwood
`;
}

const zshQuoted = (text: string): string =>
  `'${text.replaceAll("'", String.raw`'\''`).replaceAll(":", String.raw`\:`)}'`;

function zsh(commands: Completed[]): string {
  const names = commands.map(
    ({ name, description }) => `    ${zshQuoted(name).slice(0, -1)}:${zshQuoted(description).slice(1)}`,
  );
  const cases = commands.map(
    ({ name, flags }) => `    ${name}) compadd -- ${flags.map((flag) => flag.name).join(" ")} ;;`,
  );
  return `#compdef cordwood
_cordwood() {
  local -a commands
  commands=(
${names.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  if [[ "$words[CURRENT]" != -* ]]; then
    _files
    return
  fi
  case "$words[2]" in
${cases.join("\n")}
  esac
}
compdef _cordwood cordwood
`;
}

const fishQuoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function fish(commands: Completed[]): string {
  const lines = commands.flatMap(({ name, description, flags }) => [
    `complete -c cordwood -n __fish_use_subcommand -a ${name} -d ${fishQuoted(description)}`,
    ...flags.map(
      (flag) =>
        `complete -c cordwood -n '__fish_seen_subcommand_from ${name}' -l ${flag.name.slice(2)} -d ${fishQuoted(flag.description)}`,
    ),
  ]);
  return `${lines.join("\n")}\n`;
}
