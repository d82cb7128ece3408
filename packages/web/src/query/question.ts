import { parse } from "@cordwood/store/query";
import { type Mistake, mistakeIn } from "./mistake.js";
import { splitStages } from "./stages.js";

/** A typed query as the server is asked. */
export interface Question {
  /** The whole query, `*` when nothing is typed. */
  query: string;
  /** Its search part, `*` when empty: what histogram, fields and tail understand. */
  base: string;
  hasStages: boolean;
  /** It answers with a table, of which all rows are wanted. */
  makesTable: boolean;
  /** What is wrong with it; the server is not asked then. */
  mistake: Mistake | null;
}

/** Makes a question of what is typed. */
export function questionOf(typed: string): Question {
  const query = typed.trim() || "*";
  const { search, stages } = splitStages(query);
  const mistake = mistakeIn(query);
  const makesTable = mistake === null && parse(query).stages.some((stage) => stage.makesTable);
  return { query, base: search || "*", hasStages: stages !== "", makesTable, mistake };
}
