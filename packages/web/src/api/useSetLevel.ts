import type { LevelBody, LevelResponse } from "@cordwood/server/api";
import { useMutation, type UseMutationResult, useQueryClient } from "@tanstack/react-query";
import { putJson } from "./request.js";

/** Sets a logger's level in one application, or brings its own back, and looks at the applications again. */
export function useSetLevel(app: string): UseMutationResult<LevelResponse, Error, LevelBody> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: LevelBody) => putJson<LevelResponse>(`apps/${encodeURIComponent(app)}/levels`, body),
    // Also after an error: an application that did not answer may have done it, or may be gone.
    onSettled: () => client.invalidateQueries({ queryKey: ["apps"] }),
  });
}
