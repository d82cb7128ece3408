import { useEffect } from "react";
import type { Address } from "../address/address.js";
import { visibleText } from "../text/visible.js";

/** Puts the search, and what waits in the live tail, into the window's title. */
export function useTitle(address: Address, waiting: number): void {
  const query = visibleText(address.query.trim()).slice(0, 80);
  useEffect(() => {
    const parts = [waiting > 0 ? `(${waiting})` : "", query, query === "" ? "Cordwood" : "– Cordwood"];
    document.title = parts.filter((part) => part !== "").join(" ");
  }, [query, waiting]);
}
