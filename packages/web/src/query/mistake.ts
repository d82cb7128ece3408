import { parse, QueryError } from "@cordwood/store/query";

/** What is wrong with a query, and where, in UTF-16 code units. */
export interface Mistake {
  message: string;
  offset: number;
  length: number;
}

/** The first mistake of a query; null when there is none. */
export function mistakeIn(query: string): Mistake | null {
  try {
    parse(query);
    return null;
  } catch (error) {
    if (error instanceof QueryError) return { message: error.message, ...error.position };
    throw error;
  }
}
