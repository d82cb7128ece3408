// How two values compare: as numbers when both are, as times with a time, as severities with a level
// (store/query, expressions/comparison.ts).
import { levelSpellings, severityRange } from "@cordwood/store/query";
import { type ComparisonSymbol, mirrored } from "@cordwood/store/query/ast";
import type { EvaluationContext, RecordTest } from "../evaluation.js";
import { spanReader } from "../fields/time.js";
import { compareTexts, type Evaluated, type Getter, toNumber, toText } from "../value.js";

const isSo: Readonly<Record<ComparisonSymbol, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

function literalOf(value: Evaluated): string | undefined {
  return value.type === "string" ? value.literal : undefined;
}

/** A condition that is never null: what cannot be compared is not equal, not less and not greater. */
export function compareValues(
  symbol: ComparisonSymbol,
  left: Evaluated,
  right: Evaluated,
  context: EvaluationContext,
): RecordTest {
  if (symbol === "!=") {
    const equal = compareValues("=", left, right, context);
    return (record) => !equal(record);
  }
  const literal = literalOf(right);
  if (literal === undefined) {
    if (literalOf(left) !== undefined) return compareValues(mirrored[symbol], right, left, context);
    return compareTyped(symbol, left, right);
  }
  const byLevel = compareLevel(symbol, left, literal);
  if (byLevel !== undefined) return byLevel;
  return left.type === "time" ? compareTime(symbol, left, literal, context) : compareTyped(symbol, left, right);
}

function compareLevel(symbol: ComparisonSymbol, left: Evaluated, literal: string): RecordTest | undefined {
  if (left.type !== "string" || left.severity === undefined) return undefined;
  const { severity } = left;
  const spellings = levelSpellings(literal);
  if (symbol === "=") return (record) => spellings.includes(left.get(record));
  const range = severityRange(literal);
  if (range === undefined) return undefined;
  const bound = symbol === ">=" || symbol === "<" ? range[0] : range[1];
  return (record) => severity(record) > 0 && isSo[symbol](severity(record) - bound);
}

function compareTime(
  symbol: ComparisonSymbol,
  left: Evaluated & { type: "time" },
  literal: string,
  context: EvaluationContext,
): RecordTest {
  const span = spanReader(literal, () => context.now());
  const beforeStart: RecordTest = (record) => left.get(record) < span().from;
  const beforeEnd: RecordTest = (record) => left.get(record) < span().to;
  if (symbol === "<") return beforeStart;
  if (symbol === "<=") return beforeEnd;
  if (symbol === ">") return (record) => !beforeEnd(record);
  if (symbol === ">=") return (record) => !beforeStart(record);
  return (record) => !beforeStart(record) && beforeEnd(record);
}

function compareNumbers(symbol: ComparisonSymbol, left: Getter<number | null>, right: Getter<number | null>) {
  return (record: Parameters<RecordTest>[0]): boolean | undefined => {
    const [a, b] = [left(record), right(record)];
    if (a === null || b === null) return undefined;
    return a === b ? isSo[symbol](0) : isSo[symbol](a - b);
  };
}

function compareTyped(symbol: ComparisonSymbol, left: Evaluated, right: Evaluated): RecordTest {
  if (left.type === "time" && right.type === "time") {
    return (record) => isSo[symbol](Number(left.get(record) - right.get(record)));
  }
  const byNumber = compareNumbers(symbol, toNumber(left), toNumber(right));
  const numeric = [left, right].some(({ type }) => type === "number" || type === "time");
  if (numeric) return (record) => byNumber(record) ?? false;
  const [leftText, rightText] = [toText(left), toText(right)];
  const byText: RecordTest = (record) => isSo[symbol](compareTexts(leftText(record), rightText(record)));
  if (left.type === "boolean" || right.type === "boolean" || literalOf(right) !== undefined) return byText;
  return (record) => byNumber(record) ?? byText(record);
}
