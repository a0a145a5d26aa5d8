import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { FieldFilter } from "./MetadataFilter";

const field = { name: "department", type: "text", korean: "부서", english: "Department", choices: [], built_in: true };
afterEach(() => vi.unstubAllGlobals());

it("follows a condition that others take away, and does not write it again", async () => {
  vi.stubGlobal("fetch", async () => Response.json({ fields: [field] }));
  const client = new QueryClient();
  const onChange = vi.fn();
  const view = (where: string | undefined) => (
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <FieldFilter where={where} onChange={onChange} />
      </QueryClientProvider>
    </MantineProvider>
  );
  const { rerender } = render(view("department=총무팀"));
  expect(await screen.findByDisplayValue("총무팀")).toBeVisible();
  rerender(view(undefined));
  await waitFor(() => expect(screen.queryByDisplayValue("총무팀")).toBeNull());
  await new Promise((resume) => setTimeout(resume, 400)); // longer than it waits for typing to end
  expect(onChange).not.toHaveBeenCalled();
});
