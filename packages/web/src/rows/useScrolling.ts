import type { Row } from "@cordwood/server/api";
import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useEffectEvent } from "react";

/**
 * Scrolls the list where a person must see something: to a record when it is opened, and to the top when the live
 * tail goes on. Later it leaves the list alone, so that arriving rows do not fight with the reader.
 */
export function useScrolling(props: {
  virtual: Virtualizer<HTMLDivElement, Element>;
  rows: readonly Row[];
  opened: string | null;
  following: boolean;
}): void {
  const { virtual, rows, opened, following } = props;
  const found = opened !== null && rows.some((row) => row.id === opened) ? opened : null;
  const showOpened = useEffectEvent((id: string) => {
    virtual.scrollToIndex(
      rows.findIndex((row) => row.id === id),
      { align: "auto" },
    );
  });
  const showTop = useEffectEvent(() => virtual.scrollToOffset(0));
  useEffect(() => {
    if (found !== null) showOpened(found);
  }, [found]);
  useEffect(() => {
    if (following) showTop();
  }, [following]);
}
