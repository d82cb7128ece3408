import type { PhraseFilter } from "@cordwood/store/query/ast";
import type { FilterEvaluation } from "../evaluation.js";
import { phraseTest } from "../message-words.js";

/** `"a phrase"` in the message. */
export const phraseEvaluation: FilterEvaluation<PhraseFilter> = {
  kind: "phrase",
  compile: ({ text }) => {
    const holds = phraseTest(text);
    return ({ message }) => holds(message);
  },
};
