// Attributes with a column of their own. A frequent attribute gets one; when others are far more frequent it stops
// being written (retired), but what it holds stays readable. Neither rewrites old parts: in them the column's value is
// computed from the map.

import { createHash } from "node:crypto";

import type { Engine } from "../engine/engine.js";
import { attributeColumnsMax, columnSettleMs, promoteShareMin, retireShareMax } from "../limits.js";
import { createSchema, type FieldSource, type PromotedColumn, type Schema } from "../query/index.js";
import { identifier, type Sql, sql, text } from "../query/sql.js";
import type { AttributeShare } from "./attribute-census.js";
import { createLogsView } from "./logs-view.js";
import type { RecordTables } from "./record-tables.js";

/** A column that holds one attribute. */
export interface AttributeColumn {
  /** The attribute's name. */
  name: string;
  column: string;
  /** Whether new records are written to it; else it only holds old ones. */
  active: boolean;
  /** When new records may be written to it, in milliseconds since the epoch: readers must know of it by then. */
  readyMs: number;
}

/** Which table, and who else uses it. */
interface ColumnsPlace {
  engine: Engine;
  tables: RecordTables;
  /** Other processes read the table too: a new column is written to only when they have surely heard of it. */
  shared: boolean;
}

/** Names that stand in the schema; others stay in the map. */
const promotable = /^[A-Za-z_][A-Za-z0-9_.:@/ -]{0,99}$/;
const defaultExpression = /^attributes\['([A-Za-z0-9_.:@/ -]+)'\]$/;

function columnName(attribute: string): string {
  const readable = attribute.replaceAll(/[^A-Za-z0-9]+/g, "_").slice(0, 40);
  return `attr_${readable}_${createHash("sha256").update(attribute).digest("hex").slice(0, 6)}`;
}

function addColumn(name: string, column: string, repeats: boolean, active: boolean): Sql {
  const type = repeats ? sql`LowCardinality(String)` : sql`String`;
  const comment = active ? sql`'active'` : sql`'retired'`;
  const value = sql`DEFAULT attributes[${text(name)}] COMMENT ${comment} CODEC(ZSTD(1))`;
  return sql`ADD COLUMN IF NOT EXISTS ${identifier(column)} ${type} ${value}`;
}

/** The columns of one table, and the schema that finds fields in them. */
export class AttributeColumns {
  readonly #engine: Engine;
  readonly #tables: RecordTables;
  readonly #settleMs: number;
  readonly #columns = new Map<string, AttributeColumn>();
  #schema: Schema;

  private constructor({ engine, tables, shared }: ColumnsPlace) {
    this.#engine = engine;
    this.#tables = tables;
    this.#settleMs = shared ? columnSettleMs : 0;
    this.#schema = createSchema(tables.all);
  }

  /** Reads the columns that the table has. */
  static async load(place: ColumnsPlace): Promise<AttributeColumns> {
    const columns = new AttributeColumns(place);
    await columns.reload();
    return columns;
  }

  /** Reads them again: another process may have added or retired some. */
  async reload(): Promise<void> {
    const { rows } = await this.#engine.query(
      "admin",
      sql`SELECT name, comment, default_expression FROM system.columns WHERE database = currentDatabase()
AND table = ${text(this.#tables.allName)} AND default_kind = 'DEFAULT' AND startsWith(name, 'attr_')`,
    );
    for (const [column, comment, expression] of rows) {
      const name = defaultExpression.exec(String(expression))?.[1];
      if (name !== undefined) this.#learn(name, String(column), comment === "active");
    }
    this.#rebuild();
  }

  /**
   * Adds the columns that a server of the cluster lacks: one that was set up anew, or took the place of another. Without
   * them it could answer no query that names them.
   */
  async complete(): Promise<void> {
    const { localName, allName, systemOfServers, serverKey, alter } = this.#tables;
    const { rows } = await this.#engine.query(
      "admin",
      sql`SELECT groupArray(name) FROM ${systemOfServers("columns")}
WHERE database = currentDatabase() AND table = ${text(localName)} GROUP BY ${serverKey}`,
    );
    const servers = rows.map(([names]) => new Set(names as string[]));
    const lacking = [...this.#columns.values()].filter(({ column }) => servers.some((names) => !names.has(column)));
    if (lacking.length === 0) return;
    const found = await this.#engine.query(
      "admin",
      sql`SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = ${text(allName)}`,
    );
    const types = new Map(found.rows.map(([name, type]) => [String(name), String(type)]));
    for (const { name, column, active } of lacking) {
      const repeats = types.get(column)?.startsWith("LowCardinality") === true;
      await alter(addColumn(name, column, repeats, active));
    }
    await this.#publish();
  }

  #learn(name: string, column: string, active: boolean): void {
    const known = this.#columns.get(name);
    const readyMs = known?.active === active ? known.readyMs : Date.now() + this.#settleMs;
    this.#columns.set(name, { name, column, active, readyMs });
  }

  /** Finds fields, wherever they are now. */
  get schema(): Schema {
    return this.#schema;
  }

  /** Columns that new records go to. */
  get active(): AttributeColumn[] {
    return [...this.#columns.values()].filter(({ active }) => active);
  }

  /** Those of them that can be written to now. */
  get writable(): AttributeColumn[] {
    const now = Date.now();
    return this.active.filter(({ readyMs }) => readyMs <= now);
  }

  /** Gives frequent attributes a column, and retires the rarest where there are too many. */
  async adapt(shares: readonly AttributeShare[]): Promise<void> {
    const wanted = shares.filter(({ name, share }) => share >= promoteShareMin && promotable.test(name));
    let changed = false;
    for (const attribute of wanted) {
      if (this.#columns.get(attribute.name)?.active === true) continue;
      if (this.active.length >= attributeColumnsMax && !(await this.#retireFor(attribute, shares))) break;
      await this.#promote(attribute);
      changed = true;
    }
    if (changed) await this.#publish();
  }

  async #promote({ name, repeats, selective }: AttributeShare): Promise<void> {
    const column = columnName(name);
    const id = identifier(column);
    await this.#tables.alter(addColumn(name, column, repeats, true));
    await this.#tables.alter(sql`COMMENT COLUMN ${id} 'active'`);
    if (selective) {
      const index = sql`${identifier(`${column}_values`)} ${id} TYPE bloom_filter(0.01) GRANULARITY 1`;
      const { local } = this.#tables;
      await this.#tables.change((onCluster) => sql`ALTER TABLE ${local}${onCluster} ADD INDEX IF NOT EXISTS ${index}`);
    }
    this.#learn(name, column, true);
    this.#rebuild();
  }

  /** Retires the rarest column when it is far rarer than the one that wants its place. */
  async #retireFor(wanted: AttributeShare, shares: readonly AttributeShare[]): Promise<boolean> {
    const shareOf = (name: string): number => shares.find((share) => share.name === name)?.share ?? 0;
    const rarest = this.active.toSorted((a, b) => shareOf(a.name) - shareOf(b.name))[0];
    if (rarest === undefined || shareOf(rarest.name) > wanted.share * retireShareMax) return false;
    // From here on its values go to the map again; readers look in both places.
    this.#columns.set(rarest.name, { ...rarest, active: false });
    this.#rebuild();
    await this.#tables.alter(sql`COMMENT COLUMN ${identifier(rarest.column)} 'retired'`);
    return true;
  }

  /** Makes the columns known to statements of `sql`. */
  async #publish(): Promise<void> {
    const { all, alter, change } = this.#tables;
    await alter(sql`MODIFY COLUMN all_attributes Map(LowCardinality(String), String) ALIAS ${this.#schema.attributes}`);
    await change((onCluster) => createLogsView(all, onCluster, [...this.#columns.values()]));
  }

  #rebuild(): void {
    const promoted = new Map<string, PromotedColumn>();
    for (const { name, column } of this.#columns.values()) promoted.set(name, { column, type: "string" });
    const schema = createSchema(this.#tables.all, promoted);
    this.#schema = { ...schema, resolve: (name) => this.#resolve(name, schema) };
  }

  #resolve(name: string, schema: Schema): FieldSource {
    const column = this.#columns.get(name);
    const source = schema.resolve(name);
    if (column === undefined || column.active || source.type !== "string") return source;
    const value = sql`if(${source.sql} != '', ${source.sql}, attributes[${text(name)}])`;
    return { sql: value, type: "string", present: sql`${value} != ''` };
  }
}
