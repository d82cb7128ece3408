import type { WordFilter } from "@cordwood/store/query/ast";
import type { FilterEvaluation } from "../evaluation.js";
import { phraseTest } from "../message-words.js";

/** `word` in the message. */
export const wordEvaluation: FilterEvaluation<WordFilter> = {
  kind: "word",
  compile: ({ text }) => {
    const holds = phraseTest(text);
    return ({ message }) => holds(message);
  },
};
