// Shows the three states of a Load; the caller draws only what is ready.
import type { ReactNode } from "react";
import type { Load } from "@/api";
import { Failure } from "./Failure";
import { Loading } from "./Loading";

export function Loaded<T>({ load, children }: { load: Load<T>; children: (data: T) => ReactNode }) {
  switch (load.state) {
    case "loading":
      return <Loading />;
    case "failed":
      return <Failure error={load.error} retry={load.retry} />;
    case "ready":
      return children(load.data);
  }
}
