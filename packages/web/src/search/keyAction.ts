import type { KeyboardEvent } from "react";
import type { Offer } from "./suggest.js";
import type { Shown } from "./useOffers.js";

/** What keys can do in the search bar. */
export interface KeyActions {
  /** Makes another offer the one that Enter takes. */
  move: (index: number) => void;
  take: (offer: Offer) => void;
  /** Closes the list of offers. */
  close: () => void;
  submit: () => void;
  show: (what: Shown) => void;
  /** Leaves the search bar. */
  leave: () => void;
}

/** Does what a key does in the search bar; a key that types is left alone. */
export function keyAction(
  event: KeyboardEvent<HTMLTextAreaElement>,
  offers: readonly Offer[],
  active: number | null,
  actions: KeyActions,
): void {
  const chosen = active === null ? undefined : offers[active];
  const act = moving(event, offers.length, active, actions) ?? ending(event, offers, chosen, actions);
  if (act === null) return;
  event.preventDefault();
  act();
}

function moving(
  event: KeyboardEvent<HTMLTextAreaElement>,
  count: number,
  active: number | null,
  { move, show }: KeyActions,
): (() => void) | null {
  if (event.key === " " && event.ctrlKey) return () => show("completions");
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return null;
  if (count > 0) return () => move(((active ?? (step === 1 ? -1 : 0)) + step + count) % count);
  return step === 1 && event.currentTarget.value === "" ? () => show("recent") : null;
}

function ending(
  event: KeyboardEvent,
  offers: readonly Offer[],
  chosen: Offer | undefined,
  { take, close, submit, leave }: KeyActions,
): (() => void) | null {
  if (event.shiftKey) return null;
  if (event.key === "Escape") return offers.length > 0 ? close : leave;
  if (event.key === "Enter") return chosen ? () => take(chosen) : submit;
  const best = chosen ?? offers[0];
  return event.key === "Tab" && best !== undefined ? () => take(best) : null;
}
