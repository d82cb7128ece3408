// The first key of a segment's line may say which outputs it is for: {"_route":["a","b"],…}. The processor `route`
// writes it, sorted; a line without it goes to every output. No target sees it.

/** How a line begins that says where it goes. */
export const routeStart: Buffer = Buffer.from('{"_route":[');

const routeEnd = Buffer.from("],");
const openBrace = Buffer.from("{");
const quote = 0x22;

/** Which outputs lines are for, and the lines without the key. */
export class RouteReader {
  readonly #name: Buffer;

  /** `name` is the output that asks. */
  constructor(name: string) {
    this.#name = Buffer.from(JSON.stringify(name));
  }

  /** True when the line begins with the key. */
  static isRouted(line: Buffer): boolean {
    return line[1] === quote && routeStart.equals(line.subarray(0, routeStart.length));
  }

  /** The line without its key, or nothing when it is not for this output. */
  read(line: Buffer): Buffer | undefined {
    const end = line.indexOf(routeEnd, routeStart.length - 1);
    if (end === -1) return line;
    if (!line.subarray(routeStart.length, end).includes(this.#name)) return undefined;
    return Buffer.concat([openBrace, line.subarray(end + routeEnd.length)]);
  }
}
