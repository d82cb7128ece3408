import type { Column, Engine, Table } from "../engine/engine.js";
import { sqlResultRowsMax } from "../limits.js";
import { loadAllowedFunctions } from "./allowed-functions.js";
import { scanStatement } from "./statement-scan.js";
import { checkSyntaxTree } from "./syntax-check.js";

/** Runs statements that people write, read-only, on the records only. */
export class StatementRunner {
  readonly #engine: Engine;
  readonly #database: string;
  #functions: Promise<ReadonlySet<string>> | undefined;

  constructor(engine: Engine, database: string) {
    this.#engine = engine;
    this.#database = database;
  }

  /**
   * The statement's result, at most {@link sqlResultRowsMax} rows of it.
   * @throws StoreError `CW_STORE_SQL_FORBIDDEN`, `CW_STORE_SQL_INVALID`, or that a limit was reached.
   */
  async run(statement: string, signal?: AbortSignal): Promise<Table & { hints?: string[] }> {
    const checked = scanStatement(statement);
    this.#functions ??= loadAllowedFunctions(this.#engine);
    const lines = await this.#engine.syntaxTree(checked, signal);
    checkSyntaxTree(lines, this.#database, await this.#functions);
    const result = await this.#engine.queryText(checked, signal);
    const rows = result.rows.slice(0, sqlResultRowsMax).map((row) => readNumbers(row, result.columns));
    return { ...result, rows, ...(rows.length < result.rows.length && { hints: [cutOff] }) };
  }
}

const cutOff = `the result was cut off after ${sqlResultRowsMax} rows; add a LIMIT, or export what a search selects`;

const wideInteger = /^(?:Nullable\()?U?Int64\)?$/;

/** 64-bit integers come as text; those that a JavaScript number holds exactly become one. */
function readNumbers(row: unknown[], columns: readonly Column[]): unknown[] {
  return row.map((value, index) => {
    if (typeof value !== "string" || !wideInteger.test(columns[index]?.type ?? "")) return value;
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  });
}
