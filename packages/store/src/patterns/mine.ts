// Finds the templates of messages: "Accepted password for <*> from <*>".
//
// All messages are looked at together, after Brain (Yu et al., "Brain: Log Parsing with Bidirectional Parallel Tree",
// 2023): words of one template occur equally often. Among messages of one length, each takes the largest set of its
// words with the same frequency as its root; messages with the same root are then split where a place has few
// different plain words, and other places that differ are variable.

import { plainWordsMax, shapedWordsMax, splitsMax } from "./limits.js";
import { templateQuery, templateText } from "./template.js";
import { isPunctuation, isShaped, variable, type Word, wordsOf } from "./words.js";

/** A message and how often it, or a message of its shape, occurs. */
export interface Sample {
  message: string;
  count: number;
}

/** What many messages have in common. */
export interface Template {
  /** The message with `<*>` at its variable places. */
  template: string;
  /** Messages that have it. */
  count: number;
  /** A query that selects them. */
  query: string;
  /** Places of its samples in the list that was given. */
  samples: number[];
}

interface Line {
  index: number;
  count: number;
  message: string;
  words: readonly Word[];
}

/** How often each word stands at each place, over messages of one length. */
type Frequencies = readonly ReadonlyMap<string, number>[];

/** The templates of the samples, most frequent first. */
export function mineTemplates(samples: readonly Sample[]): Template[] {
  const lines = samples.map(({ message, count }, index) => ({ index, count, message, words: wordsOf(message) }));
  const byLength = groupBy(lines, ({ words }) => String(words.length));
  const templates = [...byLength.values()].flatMap((group) => templatesOfLength(group));
  return merge(templates).toSorted((a, b) => b.count - a.count || (a.template < b.template ? -1 : 1));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function templatesOfLength(lines: readonly Line[]): Template[] {
  const frequencies = countWords(lines);
  const roots = new Map<string, Root>();
  const groups = groupBy(lines, (line) => {
    const root = rootOf(line, frequencies);
    roots.set(root.key, root);
    return root.key;
  });
  return [...groups].flatMap(([key, group]) => {
    const root = roots.get(key);
    return root === undefined ? [] : split(group, frequencies, settledBy(root));
  });
}

function countWords(lines: readonly Line[]): Frequencies {
  const frequencies: Map<string, number>[] = (lines[0]?.words ?? []).map(() => new Map());
  for (const { words, count } of lines) {
    for (const [place, { text }] of words.entries()) {
      const counts = frequencies[place];
      counts?.set(text, (counts.get(text) ?? 0) + count);
    }
  }
  return frequencies;
}

/** The words that tell a template: where they stand, and how often they occur. */
interface Root {
  key: string;
  frequency: number;
  places: readonly number[];
}

/** The largest set of words with the same frequency; of equally large ones the most frequent. */
function rootOf({ words }: Line, frequencies: Frequencies): Root {
  const byFrequency = new Map<number, number[]>();
  for (const [place, { text }] of words.entries()) {
    if (text === variable || isPunctuation(text)) continue;
    const frequency = frequencies[place]?.get(text) ?? 0;
    const places = byFrequency.get(frequency);
    if (places === undefined) byFrequency.set(frequency, [place]);
    else places.push(place);
  }
  let [frequency, places]: [number, number[]] = [0, []];
  for (const [each, list] of byFrequency) {
    if (list.length > places.length || (list.length === places.length && each > frequency)) {
      [frequency, places] = [each, list];
    }
  }
  const key = `${frequency}|${places.map((place) => `${place}:${words[place]?.text}`).join(" ")}`;
  return { key, frequency, places };
}

function settledBy({ frequency, places }: Root): Settled {
  return { frequency, places: new Set(places), splits: 0 };
}

/** What is known of a group: how often the words of its root occur, which places are settled, how often it was split. */
interface Settled {
  frequency: number;
  places: ReadonlySet<number>;
  splits: number;
}

/** Splits a group at the place with the fewest different words, again and again, until every place is settled. */
function split(lines: readonly Line[], frequencies: Frequencies, settled: Settled): Template[] {
  const { variables, best } = judgePlaces(lines, frequencies, settled);
  if (best === undefined) return [makeTemplate(lines, variables)];
  const parts = groupBy(lines, (line) => wordAt(line, best));
  const places = new Set([...settled.places, best]);
  const next = { frequency: settled.frequency, places, splits: settled.splits + 1 };
  return [...parts.values()].flatMap((part) => split(part, frequencies, next));
}

function wordAt({ words }: Line, place: number): string {
  return words[place]?.text ?? variable;
}

/** The places that are variable in a group, and the place at which to split it, if any. */
function judgePlaces(
  lines: readonly Line[],
  frequencies: Frequencies,
  { frequency, places, splits }: Settled,
): { variables: Set<number>; best: number | undefined } {
  const variables = new Set<number>();
  let [best, fewest]: [number | undefined, number] = [undefined, Infinity];
  for (const [place, counts] of frequencies.entries()) {
    if (places.has(place)) continue;
    const words = new Set(lines.map((line) => wordAt(line, place)));
    const most = splits < splitsMax ? differentMax(words, counts, frequency) : 1;
    if (words.has(variable) || words.size > most) variables.add(place);
    else if (words.size > 1 && words.size < fewest) [best, fewest] = [place, words.size];
  }
  return { variables, best };
}

/** How many different words may split a place rather than make it variable. */
function differentMax(words: ReadonlySet<string>, counts: ReadonlyMap<string, number>, root: number): number {
  const list = [...words];
  if (list.every(isPunctuation)) return Infinity;
  if (list.filter(isShaped).length * 2 >= list.length) return shapedWordsMax;
  // Words that occur more often than the root's stand in several templates: here they differ by chance.
  const common = list.every((word) => (counts.get(word) ?? 0) > root);
  return common ? 1 : plainWordsMax;
}

function isDelimiter(word: string): boolean {
  return word !== variable && isPunctuation(word);
}

function makeTemplate(lines: readonly Line[], variables: ReadonlySet<number>): Template {
  const [{ message, words }] = lines as [Line];
  const loose = new Set([...words.keys()].filter((place) => lines.some((line) => isDelimiter(wordAt(line, place)))));
  return {
    template: templateText(message, words, variables),
    query: templateQuery(message, words, variables, loose),
    count: lines.reduce((sum, line) => sum + line.count, 0),
    samples: lines.map(({ index }) => index),
  };
}

/** Adds up templates that read the same: messages of other lengths, or with other roots. */
function merge(templates: readonly Template[]): Template[] {
  return [...groupBy(templates, ({ template }) => template).values()].map((same) => {
    const [{ template, query }] = same as [Template];
    const count = same.reduce((sum, each) => sum + each.count, 0);
    return { template, query, count, samples: same.flatMap(({ samples }) => samples) };
  });
}
