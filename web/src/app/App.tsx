// The page, put together: theme, data, person, uploads, addresses.
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { announcerId } from "@/components";
import { UploadProvider } from "@/features/documents";
import { SessionGate } from "@/features/session";
import { Controls } from "./Controls";
import { makeQueryClient } from "./queries";
import { makeRouter } from "./router";
import { theme } from "./theme";

export function App() {
  const [client] = useState(makeQueryClient);
  const [router] = useState(makeRouter);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <SessionGate
          controls={
            <div className="login-controls">
              <Controls />
            </div>
          }
        >
          <UploadProvider>
            <RouterProvider router={router} />
          </UploadProvider>
        </SessionGate>
      </QueryClientProvider>
      <div id={announcerId} className="visually-hidden" aria-live="polite" />
    </MantineProvider>
  );
}
