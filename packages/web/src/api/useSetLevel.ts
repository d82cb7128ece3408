import type { LevelBody, LevelResponse } from "@cordwood/server/api";
import { useMutation, type UseMutationResult, useQueryClient } from "@tanstack/react-query";
import { putJson } from "./request.js";

/** Sets a logger's level in these applications, or brings their own back, and looks at the applications again. */
export function useSetLevel(apps: readonly string[]): UseMutationResult<LevelResponse[], Error, LevelBody> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: LevelBody) => {
      const put = async (app: string): Promise<LevelResponse> =>
        putJson<LevelResponse>(`apps/${encodeURIComponent(app)}/levels`, body);
      const answers = await Promise.allSettled(apps.map(put));
      return answers.map((answer) => {
        if (answer.status === "rejected") throw answer.reason as Error;
        return answer.value;
      });
    },
    // Also after an error: an application that did not answer may have done it, or may be gone.
    onSettled: () => client.invalidateQueries({ queryKey: ["apps"] }),
  });
}
