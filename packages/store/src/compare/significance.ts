import { float, type Sql, sql } from "../query/sql.js";

/**
 * How surprising it is that `a` of `n` records and `b` of `m` records have something in common, were both drawn alike:
 * the log-likelihood ratio G² of the two-by-two table (Dunning, "Accurate Methods for the Statistics of Surprise and
 * Coincidence", 1993). Above 6.63 one of a hundred comparisons would be so by chance, above 10.83 one of a thousand.
 */
export function significance(a: number, b: number, n: number, m: number): number {
  const total = n + m;
  const share = (a + b) / total;
  const terms = [part(a, n * share), part(b, m * share), part(n - a, n * (1 - share)), part(m - b, m * (1 - share))];
  return Math.max(0, 2 * terms.reduce((sum, term) => sum + term, 0));
}

function part(seen: number, expected: number): number {
  return seen <= 0 || expected <= 0 ? 0 : seen * Math.log(seen / expected);
}

/** The same as SQL, for two columns of counts. */
export function significanceSql(a: Sql, b: Sql, n: number, m: number): Sql {
  const share = sql`((${a} + ${b}) / ${float(n + m)})`;
  const [first, second] = [float(n), float(m)];
  const rest = sql`(1 - ${share})`;
  const terms = [
    partSql(a, sql`${first} * ${share}`),
    partSql(b, sql`${second} * ${share}`),
    partSql(sql`(${first} - ${a})`, sql`${first} * ${rest}`),
    partSql(sql`(${second} - ${b})`, sql`${second} * ${rest}`),
  ];
  return terms.reduce((left, right) => sql`${left} + ${right}`);
}

function partSql(seen: Sql, expected: Sql): Sql {
  return sql`if(${seen} <= 0 OR ${expected} <= 0, 0, ${seen} * log(${seen} / (${expected})))`;
}
