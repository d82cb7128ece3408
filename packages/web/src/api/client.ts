import { QueryCache, QueryClient } from "@tanstack/react-query";
import { WebError } from "../errors.js";

function worthAnotherTry(failures: number, error: Error): boolean {
  const status = error instanceof WebError ? error.status : 0;
  return failures < 2 && (status === 429 || status === 503);
}

/**
 * The cache of server state. A question with its resolved range is asked once; refreshing makes a new question.
 * Only "busy" answers are tried again by themselves: a mistake in a query does not go away.
 */
export function makeQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      // A session that has ended asks for the token again.
      onError: (error) => {
        if (error instanceof WebError && error.status === 401) void client.invalidateQueries({ queryKey: ["session"] });
      },
    }),
    defaultOptions: {
      queries: { staleTime: 60_000, gcTime: 120_000, refetchOnWindowFocus: false, retry: worthAnotherTry },
    },
  });
  return client;
}
