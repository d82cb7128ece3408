import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { makeQueryClient } from "./api/client.js";
import { App } from "./App.js";
import { PageBoundary } from "./shell/PageBoundary.js";
import { applyTheme } from "./shell/preferences.js";
import { SignIn } from "./shell/SignIn.js";

applyTheme();
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={makeQueryClient()}>
        <PageBoundary>
          <SignIn>
            <App />
          </SignIn>
        </PageBoundary>
      </QueryClientProvider>
    </StrictMode>,
  );
}
