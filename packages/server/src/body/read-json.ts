import { ServerError } from "../errors.js";
import { statementBytesMax } from "../limits.js";
import type { RequestContext, Services } from "../services.js";
import { readBody } from "./read-body.js";

/** Reads a small JSON body. @throws ServerError `CW_SERVER_MEDIA_TYPE`, `CW_SERVER_BODY_INVALID` */
export async function readJson(
  context: RequestContext,
  services: Services,
  bytesMax: number = statementBytesMax,
): Promise<unknown> {
  const type = context.req.header("content-type") ?? "";
  if (!/^application\/json\s*(?:;|$)/i.test(type))
    throw new ServerError("CW_SERVER_MEDIA_TYPE", {
      type: type.slice(0, 64) || "(none)",
      hint: "use application/json",
    });
  const text = await readText(context, services, bytesMax);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ServerError(
      "CW_SERVER_BODY_INVALID",
      { reason: (error as Error).message, hint: "send valid JSON" },
      { cause: error },
    );
  }
}

/** Reads a small body as UTF-8 text. */
export async function readText(
  context: RequestContext,
  services: Services,
  bytesMax: number = statementBytesMax,
): Promise<string> {
  return services.bodies.share(async (share) => {
    const bytes = await readBody(context.env.incoming, { bytesMax, decodedBytesMax: bytesMax, share });
    return bytes.toString("utf8");
  });
}
