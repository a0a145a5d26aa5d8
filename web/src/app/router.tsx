// The addresses of the page. Search parameters stay the plain strings they are: ids of digits alone must not become numbers.
import { createRootRoute, createRoute, createRouter, Navigate, redirect } from "@tanstack/react-router";
import { lazy } from "react";
import type { DocumentState, Label } from "@/api";
import { ChatPage } from "@/features/chat";
import { DocumentPage, DocumentsPage } from "@/features/documents";
import { SearchPage } from "@/features/search";
import { NotFound } from "./NotFound";
import { Shell } from "./Shell";

const AdminPage = lazy(() => import("@/features/admin").then((admin) => ({ default: admin.AdminPage })));
const KeysPage = lazy(() => import("@/features/admin").then((admin) => ({ default: admin.KeysPage })));

const PipelinePage = lazy(() => import("@/features/pipeline").then((all) => ({ default: all.PipelinePage })));

const DuplicatesPage = lazy(() => import("@/features/duplicates").then((all) => ({ default: all.DuplicatesPage })));

const ProceduresPage = lazy(() => import("@/features/procedures").then((all) => ({ default: all.ProceduresPage })));
const ProcedurePage = lazy(() => import("@/features/procedures").then((all) => ({ default: all.ProcedurePage })));
const PersonalPage = lazy(() => import("@/features/personal").then((all) => ({ default: all.PersonalPage })));

const EvaluationPage = lazy(() => import("@/features/evaluation").then((all) => ({ default: all.EvaluationPage })));
const QuestionSetPage = lazy(() => import("@/features/evaluation").then((all) => ({ default: all.QuestionSetPage })));
const RunPage = lazy(() => import("@/features/evaluation").then((all) => ({ default: all.RunPage })));

const ApplicationsPage = lazy(() =>
  import("@/features/applications").then((all) => ({ default: all.ApplicationsPage })),
);
const ApplicationPage = lazy(() => import("@/features/applications").then((all) => ({ default: all.ApplicationPage })));

const TracePage = lazy(() => import("@/features/traces").then((all) => ({ default: all.TracePage })));

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const number = (value: unknown) =>
  (typeof value === "string" || typeof value === "number") && /^\d{1,9}$/.test(String(value))
    ? Number(value)
    : undefined;
const day = (value: unknown) => (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined);
const states: readonly string[] = ["queued", "ready", "duplicate", "failed"] satisfies DocumentState[];
const labels: readonly string[] = ["O", "S", "C"] satisfies Label[];

/** Only what is there: an empty parameter does not appear in the address. */
function given<T extends Record<string, unknown>>(all: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as never;
}

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: "/",
    beforeLoad: () => {
      throw redirect({ to: "/chat" });
    },
  }),
  createRoute({ getParentRoute: () => root, path: "/chat", component: ChatPage }),
  createRoute({ getParentRoute: () => root, path: "/chat/$id", component: ChatPage }),
  createRoute({
    getParentRoute: () => root,
    path: "/search",
    component: SearchPage,
    validateSearch: (search) => given({ q: text(search.q), where: text(search.where), on: day(search.on) }),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/documents",
    component: DocumentsPage,
    validateSearch: (search) =>
      given({
        name: text(search.name),
        state: states.includes(String(search.state)) ? (search.state as DocumentState) : undefined,
        label: labels.includes(String(search.label)) ? (search.label as Label) : undefined,
        where: text(search.where),
        page: number(search.page) || undefined,
      }),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/documents/$id",
    component: DocumentPage,
    validateSearch: (search) =>
      given({
        element: text(search.element),
        elements: text(search.elements),
        page: number(search.page),
        row: number(search.row),
        columns: text(search.columns),
      }),
  }),
  createRoute({ getParentRoute: () => root, path: "/applications", component: ApplicationsPage }),
  createRoute({ getParentRoute: () => root, path: "/applications/$id", component: ApplicationPage }),
  createRoute({ getParentRoute: () => root, path: "/pipeline", component: PipelinePage }),
  createRoute({ getParentRoute: () => root, path: "/duplicates", component: DuplicatesPage }),
  createRoute({ getParentRoute: () => root, path: "/procedures", component: ProceduresPage }),
  createRoute({ getParentRoute: () => root, path: "/procedures/$id", component: ProcedurePage }),
  createRoute({ getParentRoute: () => root, path: "/evaluation", component: EvaluationPage }),
  createRoute({ getParentRoute: () => root, path: "/evaluation/$id", component: QuestionSetPage }),
  createRoute({
    getParentRoute: () => root,
    path: "/evaluation/$id/runs/$run",
    component: RunPage,
    validateSearch: (search) => given({ against: text(search.against) }),
  }),
  createRoute({ getParentRoute: () => root, path: "/personal", component: PersonalPage }),
  createRoute({
    getParentRoute: () => root,
    path: "/admin",
    component: () => <Navigate to="/admin/$tab" params={{ tab: "people" }} replace />,
  }),
  createRoute({ getParentRoute: () => root, path: "/admin/$tab", component: AdminPage }),
  createRoute({ getParentRoute: () => root, path: "/traces/$id", component: TracePage }),
  createRoute({ getParentRoute: () => root, path: "/keys", component: KeysPage }),
] as const;

export function makeRouter() {
  return createRouter({
    routeTree: root.addChildren(routes),
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const parameters = new URLSearchParams();
      for (const [name, value] of Object.entries(search))
        if (value !== undefined && value !== "") parameters.set(name, String(value));
      const query = parameters.toString();
      return query ? `?${query}` : "";
    },
    defaultPreload: false,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
