// Conditions and expressions of the search language, evaluated on a record on its way: the meaning is the store's, so
// that what a pipeline selects is what a search with the same words finds.
import type { SegmentRecord } from "@cordwood/store";
import { type Filter, parse, type Query, QueryError, quoteName, type Stage } from "@cordwood/store/query";
import type { EvalStage, Expression, WhereStage } from "@cordwood/store/query/ast";
import { CollectorError } from "../../errors.js";
import { ConditionError } from "./condition-error.js";
import type { EvaluationContext, RecordTest } from "./evaluation.js";
import { expressionEvaluations } from "./expressions/expressions.js";
import { filterEvaluations } from "./filters/filters.js";
import { type Evaluated, toCondition, toText } from "./value.js";

/** Nanoseconds since the epoch. */
export type Clock = () => bigint;

/** The clock of a pipeline as conditions take it. */
export function clockOf({ nowMs }: { readonly nowMs: () => number }): Clock {
  return () => BigInt(Math.round(nowMs() * 1000)) * 1000n;
}

const systemClock: Clock = () => BigInt(Date.now()) * 1_000_000n;

function contextOf(now: Clock): EvaluationContext {
  const context: EvaluationContext = {
    now,
    filter: (filter) => compileFilter(filter, context),
    expression: (expression) => compileExpression(expression, context),
  };
  return context;
}

function compileFilter(filter: Filter, context: EvaluationContext): RecordTest {
  if (filter.fields().includes("id")) throw new ConditionError("a record has its id only when it is stored");
  const evaluation = filterEvaluations.get(filter.kind);
  if (evaluation === undefined) throw new ConditionError(`${filter.print()} cannot be used in a pipeline`);
  return evaluation.compile(filter, context);
}

function compileExpression(expression: Expression, context: EvaluationContext): Evaluated {
  if (expression.fields().includes("id")) throw new ConditionError("a record has its id only when it is stored");
  const evaluation = expressionEvaluations.get(expression.kind);
  if (evaluation === undefined) throw new ConditionError(`${expression.print()} cannot be used in a pipeline`);
  return evaluation.compile(expression, context);
}

function isWhere(stage: Stage): stage is WhereStage {
  return stage.kind === "where";
}

function isEval(stage: Stage): stage is EvalStage {
  return stage.kind === "eval";
}

function compileStage(stage: Stage, context: EvaluationContext): RecordTest {
  if (isWhere(stage)) return toCondition(compileExpression(stage.condition, context));
  throw new ConditionError(`a condition may only have \`where\` behind its search, not \`${stage.kind}\``);
}

/**
 * Makes a function of a condition: a search, with any number of `| where …` behind it. Relative times and `now()` are
 * relative to `now`, asked for each record.
 * @throws CollectorError `CW_COLLECTOR_CONDITION`
 */
export function compileCondition(text: string, now: Clock = systemClock): RecordTest {
  return explained(text, 0, () => {
    const context = contextOf(now);
    const { filter, stages } = parse(text);
    const tests = [compileFilter(filter, context), ...stages.map((stage) => compileStage(stage, context))];
    const [only] = tests;
    return tests.length === 1 && only !== undefined ? only : (record) => tests.every((holds) => holds(record));
  });
}

/**
 * Makes a function of an expression as `eval` takes it; its value as text, empty for null.
 * @throws CollectorError `CW_COLLECTOR_CONDITION`
 */
export function compileText(expression: string, now: Clock = systemClock): (record: SegmentRecord) => string {
  const prefix = `* | eval ${quoteName("x")} = `;
  return explained(expression, prefix.length, () => {
    const parsed = assignmentOf(parse(prefix + expression));
    return toText(compileExpression(parsed, contextOf(now)));
  });
}

function assignmentOf({ stages }: Query): Expression {
  const [stage, ...further] = stages;
  if (stage === undefined || !isEval(stage) || further.length > 0) throw new ConditionError("expected one expression");
  const [assignment, ...others] = stage.assignments;
  if (assignment === undefined || others.length > 0) throw new ConditionError("expected one expression");
  return assignment.expression;
}

function explained<T>(text: string, offset: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof QueryError || error instanceof ConditionError)) throw error;
    const place = error instanceof QueryError ? ` at character ${error.position.offset - offset + 1}` : "";
    // The message may name a place of its own, which is one in the query that was made of an expression.
    const message = error.message.replaceAll(/ ?\(character \d+\)/g, "");
    const values = { condition: text, reason: `${message}${place}` };
    throw new CollectorError("CW_COLLECTOR_CONDITION", values, { cause: error });
  }
}
