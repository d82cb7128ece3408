import type { highlight } from "@cordwood/store/query";

/** A classified piece of a query, as the search language's own parser reads it. */
export type Token = ReturnType<typeof highlight>[number];
