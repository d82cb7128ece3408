import { type KeyboardEvent, type RefObject, useMemo, useState } from "react";
import { completionsMax } from "../limits.js";
import { type Mistake, mistakeIn } from "../query/mistake.js";
import type { Range } from "../range/range.js";
import { readHistory, remember } from "./searchHistory.js";
import { type Offer, suggestRecent } from "./suggest.js";
import { useCompletion } from "./useCompletion.js";
import { useDraft } from "./useDraft.js";

/** What is offered below the search bar. */
type Shown = "nothing" | "completions" | "recent";

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
  replace: (text: string) => void;
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
  const { query, base, range, onSearch, area } = props;
  const { draft, caret, edit, setCaret } = useDraft(query, area);
  const [shown, setShown] = useState<Shown>("nothing");
  const [active, setActive] = useState<number | null>(null);
  const [checked, setChecked] = useState(query);

  const completion = useCompletion({ draft, caret, base, range, enabled: shown === "completions" });
  const recent = useMemo(
    () => (shown === "recent" ? suggestRecent(readHistory(), draft).slice(0, completionsMax) : []),
    [shown, draft],
  );
  const offers = shown === "recent" ? recent : completion;
  // A half-typed query is no mistake yet: it is judged when it is submitted, or when it comes from the address.
  const mistake = useMemo(() => (draft === checked ? mistakeIn(draft) : null), [draft, checked]);

  const close = (): void => {
    setShown("nothing");
    setActive(null);
  };
  const take = (offer: Offer): void => {
    edit(draft.slice(0, offer.from) + offer.insert + draft.slice(offer.to), offer.from + offer.insert.length);
    setActive(null);
    setShown(shown === "recent" ? "nothing" : "completions");
  };
  const submit = (): void => {
    close();
    setChecked(draft);
    if (mistakeIn(draft) !== null) return;
    remember(draft);
    onSearch(draft.trim());
  };
  const replace = (text: string): void => {
    close();
    edit(text, text.length);
    area.current?.focus();
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const act = keyAction(event, offers, active, {
      move: setActive,
      take,
      close,
      submit,
      show: (what) => setShown(what),
      leave: () => area.current?.blur(),
    });
    if (act !== null) {
      event.preventDefault();
      act();
    }
  };
  return {
    draft,
    offers,
    active,
    mistake,
    anchor: offers[0]?.from ?? 0,
    type: (text, at) => {
      edit(text, at);
      setShown("completions");
      setActive(null);
    },
    moveCaret: setCaret,
    press,
    take,
    replace,
    submit,
    showRecent: () => {
      area.current?.focus();
      setShown("recent");
    },
    leave: close,
  };
}

interface KeyActions {
  move: (index: number) => void;
  take: (offer: Offer) => void;
  close: () => void;
  submit: () => void;
  show: (what: Shown) => void;
  leave: () => void;
}

/** What a key does in the search bar; null when it types. */
function keyAction(
  event: KeyboardEvent,
  offers: readonly Offer[],
  active: number | null,
  actions: KeyActions,
): (() => void) | null {
  const count = offers.length;
  const chosen = active === null ? undefined : offers[active];
  const arrow = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (arrow !== 0 && count > 0) return () => actions.move(((active ?? (arrow === 1 ? -1 : 0)) + arrow + count) % count);
  if (event.key === "Enter" && !event.shiftKey) return chosen ? () => actions.take(chosen) : actions.submit;
  if (event.key === "Escape") return count > 0 ? actions.close : actions.leave;
  const first = chosen ?? offers[0];
  if (event.key === "Tab" && !event.shiftKey && first !== undefined) return () => actions.take(first);
  if (event.key === " " && event.ctrlKey) return () => actions.show("completions");
  const empty = (event.target as HTMLTextAreaElement).value === "";
  return event.key === "ArrowDown" && empty ? () => actions.show("recent") : null;
}
