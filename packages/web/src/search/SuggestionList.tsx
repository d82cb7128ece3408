import { type ReactElement, type RefObject, useRef } from "react";
import { Text } from "../text/Text.js";
import type { Offer } from "./suggest.js";
import { useHang } from "./useHang.js";

/** Room that the list needs to the right of where it hangs, in pixels. */
const widthPixels = 340;

/** What could stand at the caret, below the place where it would go. */
export function SuggestionList(props: {
  offers: readonly Offer[];
  active: number | null;
  layer: RefObject<HTMLPreElement | null>;
  offset: number;
  onTake: (offer: Offer) => void;
}): ReactElement {
  const { offers, active, layer, offset, onTake } = props;
  const list = useRef<HTMLUListElement>(null);
  useHang(list, layer, offset, widthPixels);
  return (
    <ul ref={list} id="search-suggestions" role="listbox" aria-label="Suggestions" className="popover suggestions">
      {offers.map((offer, index) => (
        <li
          key={offer.insert}
          id={`suggestion-${index}`}
          role="option"
          aria-selected={index === active}
          ref={index === active ? reveal : null}
          // Before the text loses the focus.
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(offer);
          }}
        >
          <span className="suggestion-text">
            <Text value={offer.label} />
          </span>
          <span className="suggestion-kind">{offer.detail}</span>
        </li>
      ))}
    </ul>
  );
}

function reveal(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}
