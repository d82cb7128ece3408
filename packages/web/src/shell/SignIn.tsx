import type { SessionResponse } from "@cordwood/server/api";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, type ReactNode, useState } from "react";
import { postJson } from "../api/request.js";
import { useSession } from "../api/useSession.js";
import { Logo } from "./Logo.js";

/** Shows the page, or, where the server asks for a token and this browser has given none, a place to enter it. */
export function SignIn({ children }: { children: ReactNode }): ReactNode {
  const session = useSession();
  // A server that does not answer is the page's own concern: it says so where the records would be.
  if (session.isPending) return null;
  return session.data?.required && !session.data.authenticated ? <TokenForm /> : children;
}

function TokenForm(): ReactElement {
  const [token, setToken] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const client = useQueryClient();
  const submit = async (): Promise<void> => {
    try {
      await postJson<SessionResponse>("session", { token: token.trim() });
      await client.invalidateQueries();
    } catch (error) {
      setWrong((error as Error).message);
    }
  };
  return (
    <form
      className="sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Logo />
      <h1>Cordwood</h1>
      <label htmlFor="token">Token</label>
      <input
        id="token"
        type="password"
        autoComplete="current-password"
        autoFocus
        value={token}
        aria-invalid={wrong !== null}
        onChange={(event) => setToken(event.target.value)}
      />
      {wrong === null ? null : (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      )}
      <button type="submit" className="button primary" disabled={token.trim() === ""}>
        Sign in
      </button>
    </form>
  );
}
