/** Characters of a message that are looked at: what a template can still tell apart; the rest counts as variable. */
export const messageLengthMax = 2000;

/** Words of a message that are looked at. */
export const wordsMax = 200;

/**
 * Different plain words that one place of a template may have and still split into templates of their own, such as
 * `enabled` and `disabled`; with more the place is variable. Measured on the LogHub samples, see bench/patterns.ts.
 */
export const plainWordsMax = 4;

/** The same for words that look like a path, a host or an address. */
export const shapedWordsMax = 2;

/**
 * How often a group of messages is split: with many places of few words each, every message would end in a template of
 * its own. Two are enough for the LogHub samples.
 */
export const splitsMax = 3;

/** Longest regular expression that selects a template: the search language takes no longer ones. */
export const selectorLengthMax = 900;
