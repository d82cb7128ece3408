import { type Evaluated, toNumber } from "../value.js";
import { argument, type FunctionEvaluation } from "./function-evaluation.js";

function simple(calculate: (value: number) => number | null): FunctionEvaluation {
  return (args) => {
    const number = toNumber(argument(args, 0));
    return {
      type: "number",
      get: (record) => {
        const value = number(record);
        return value === null ? null : calculate(value);
      },
    };
  };
}

function extreme(choose: (values: readonly number[]) => number): FunctionEvaluation {
  return (args) => {
    const numbers = args.map(toNumber);
    return {
      type: "number",
      get: (record) => {
        const values = numbers.flatMap((number) => number(record) ?? []);
        const numbered = values.filter((value) => !Number.isNaN(value));
        if (numbered.length > 0) return choose(numbered);
        return values.length === 0 ? null : Number.NaN;
      },
    };
  };
}

/** To the nearest whole number; halves to the even one, as the engine does. */
function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  const upper = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  const rounded = upper ? floor + 1 : floor;
  return rounded === 0 && value < 0 ? -0 : rounded;
}

function round(args: readonly Evaluated[]): Evaluated {
  const number = toNumber(argument(args, 0));
  const digits = args[1] === undefined ? () => 0 : toNumber(args[1]);
  return {
    type: "number",
    get: (record) => {
      const value = number(record);
      if (value === null) return null;
      const scale = 10 ** Math.min(Math.max(roundToEven(digits(record) ?? 0), -15), 15);
      return roundToEven(value * scale) / scale;
    },
  };
}

/** Functions on numbers; null for what is no number. */
export const numberFunctions: Readonly<Record<string, FunctionEvaluation>> = {
  round,
  floor: simple(Math.floor),
  ceil: simple(Math.ceil),
  abs: simple(Math.abs),
  sqrt: simple((value) => (value >= 0 ? Math.sqrt(value) : null)),
  log10: simple((value) => (value > 0 ? Math.log10(value) : null)),
  least: extreme((values) => Math.min(...values)),
  greatest: extreme((values) => Math.max(...values)),
  tonumber: simple((value) => value),
};
