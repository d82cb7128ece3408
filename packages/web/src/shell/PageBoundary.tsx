import { Component, type ReactNode } from "react";

/** Catches what goes wrong while drawing, so that a mistake of the page leaves a way on instead of an empty window. */
export class PageBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <div className="empty" role="alert">
        <h2>The page made a mistake</h2>
        <p>{this.state.error.message}</p>
        <div className="empty-actions">
          <button type="button" className="button primary" onClick={() => location.reload()}>
            Load it again
          </button>
          <a className="button" href="./">
            Start from the beginning
          </a>
        </div>
      </div>
    );
  }
}
