import type { KeyboardEvent, RefObject } from "react";
import type { Mistake } from "../query/mistake.js";
import type { Range } from "../range/range.js";
import { keyAction } from "./keyAction.js";
import { remember } from "./searchHistory.js";
import type { Offer } from "./suggest.js";
import { useDraft } from "./useDraft.js";
import { useMistake } from "./useMistake.js";
import { type Shown, useOffers } from "./useOffers.js";
import { usePopup } from "./usePopup.js";

/** The search bar's state and what can happen to it. */
export interface SearchInput {
  draft: string;
  offers: readonly Offer[];
  /** Index of the offer that Enter would take. */
  active: number | null;
  mistake: Mistake | null;
  /** Where in the query the offers hang. */
  anchor: number;
  type: (text: string, caret: number) => void;
  moveCaret: (caret: number) => void;
  press: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  take: (offer: Offer) => void;
  clear: () => void;
  submit: () => void;
  showRecent: () => void;
  leave: () => void;
}

/** Typing a search: the draft, its suggestions and its mistake, until it is submitted. */
export function useSearchInput(props: {
  query: string;
  base: string;
  range: Range | null;
  onSearch: (query: string) => void;
  area: RefObject<HTMLTextAreaElement | null>;
}): SearchInput {
  const { query, onSearch, area } = props;
  const { draft, caret, edit, setCaret } = useDraft(query, area);
  const { shown, active, show, move, close } = usePopup();
  const offers = useOffers({ ...props, shown, draft, caret });
  const { mistake, judge } = useMistake(draft, query);
  const take = (offer: Offer): void => {
    edit(draft.slice(0, offer.from) + offer.insert + draft.slice(offer.to), offer.from + offer.insert.length);
    show(shown === "recent" ? "nothing" : "completions");
  };
  const submit = (): void => {
    close();
    if (judge() !== null) return;
    remember(draft);
    onSearch(draft.trim());
  };
  const type = (text: string, at: number): void => {
    edit(text, at);
    show("completions");
  };
  const refocus = (what: Shown): void => {
    area.current?.focus();
    show(what);
  };
  return {
    draft,
    offers,
    active,
    mistake,
    anchor: offers[0]?.from ?? 0,
    type,
    moveCaret: setCaret,
    press: (event) =>
      keyAction(event, offers, active, { move, take, close, submit, show, leave: () => area.current?.blur() }),
    take,
    clear: () => {
      type("", 0);
      refocus("nothing");
    },
    submit,
    showRecent: () => refocus("recent"),
    leave: close,
  };
}
