const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/** Search language for the records of a writer. */
export const ofWriter = (writer: string): string => `dataset:audit audit.writer:${quoted(writer)}`;

/** Search language for those with these numbers, in the order of the chain. */
export const recordsQuery = (writer: string, first: number, last: number): string =>
  `${ofWriter(writer)} audit.seq:[${first} TO ${last}] | sort audit.seq`;
