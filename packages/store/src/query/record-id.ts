/** The id of a record: 16 hex digits of its chunk and 8 of its number in it. It sorts as records were stored. */
export function formatId(chunk: bigint, seq: number): string {
  return BigInt.asUintN(64, chunk).toString(16).padStart(16, "0") + seq.toString(16).padStart(8, "0");
}

/** Chunk and number of an id; undefined when the text is no id. */
export function parseId(id: string): { chunk: bigint; seq: number } | undefined {
  if (!/^[0-9a-f]{24}$/.test(id)) return undefined;
  return { chunk: BigInt(`0x${id.slice(0, 16)}`), seq: Number.parseInt(id.slice(16), 16) };
}
