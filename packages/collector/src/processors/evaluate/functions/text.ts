import { type Evaluated, type Getter, toNumber, toText } from "../value.js";
import { argument, type FunctionEvaluation } from "./function-evaluation.js";

function onText(change: (text: string) => string): FunctionEvaluation {
  return (args) => {
    const text = toText(argument(args, 0));
    return { type: "string", get: (record) => change(text(record)) };
  };
}

function onPart(holds: (text: string, part: string) => boolean): FunctionEvaluation {
  return (args) => {
    const [text, part] = [toText(argument(args, 0)), toText(argument(args, 1))];
    return { type: "boolean", get: (record) => holds(text(record), part(record)) };
  };
}

function whole(value: Evaluated): Getter<number> {
  const number = toNumber(value);
  return (record) => Math.trunc(number(record) ?? 0);
}

function replace(args: readonly Evaluated[]): Evaluated {
  const [text, part, by] = [argument(args, 0), argument(args, 1), argument(args, 2)].map(toText) as [
    Getter<string>,
    Getter<string>,
    Getter<string>,
  ];
  return {
    type: "string",
    get: (record) => {
      const sought = part(record);
      return sought === "" ? text(record) : text(record).replaceAll(sought, () => by(record));
    },
  };
}

/** From the character `start` on, counted from 1, or from -1 at the end. */
function cut(text: string, start: number, length: number): string {
  const characters = Array.from(text);
  if (start === 0) return "";
  const from = start > 0 ? start - 1 : Math.max(characters.length + start, 0);
  return characters.slice(from, from + length).join("");
}

function substring(args: readonly Evaluated[]): Evaluated {
  const [text, start] = [toText(argument(args, 0)), whole(argument(args, 1))];
  const length = args[2] === undefined ? () => Infinity : whole(args[2]);
  return { type: "string", get: (record) => cut(text(record), start(record), Math.max(length(record), 0)) };
}

function split(args: readonly Evaluated[]): Evaluated {
  const [text, separator, place] = [toText(argument(args, 0)), toText(argument(args, 1)), whole(argument(args, 2))];
  return {
    type: "string",
    get: (record) => {
      const by = separator(record);
      const parts = by === "" ? Array.from(text(record)) : text(record).split(by);
      const n = place(record);
      return n === 0 ? "" : (parts.at(n > 0 ? n - 1 : n) ?? "");
    },
  };
}

/** Functions on text. */
export const textFunctions: Readonly<Record<string, FunctionEvaluation>> = {
  lower: onText((text) => text.toLowerCase()),
  upper: onText((text) => text.toUpperCase()),
  trim: onText((text) => text.replace(/^ +/, "").replace(/(?<! ) +$/, "")),
  length: (args) => {
    const text = toText(argument(args, 0));
    return { type: "number", get: (record) => Array.from(text(record)).length };
  },
  concat: (args) => {
    const texts = args.map(toText);
    return { type: "string", get: (record) => texts.map((text) => text(record)).join("") };
  },
  contains: onPart((text, part) => text.includes(part)),
  startswith: onPart((text, part) => text.startsWith(part)),
  endswith: onPart((text, part) => text.endsWith(part)),
  replace,
  substring,
  split,
  tostring: onText((text) => text),
};
