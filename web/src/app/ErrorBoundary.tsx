// A mistake of our own in one page does not take the others with it.
import { Component, type ReactNode } from "react";
import { ApiError } from "@/api";
import { Failure } from "@/components";

export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return <Failure error={new ApiError("internal", "a view threw", "page")} retry={() => location.reload()} />;
  }
}
