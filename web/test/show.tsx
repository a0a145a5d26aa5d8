// Renders a view as the page would, without a server.
import { MantineProvider } from "@mantine/core";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";

export const show = (view: ReactNode) => render(<MantineProvider env="test">{view}</MantineProvider>);
