/** How does a link inside the console stay inside it, and still open in a tab of its own? */

import type { ReactNode } from "react";
import { type QueryChange, useRoute } from "./route.ts";

interface LinkProps {
  path: readonly string[];
  query?: QueryChange;
  className?: string | undefined;
  current?: boolean;
  children: ReactNode;
}

export function Link({ path, query, className, current, children }: LinkProps) {
  const route = useRoute();
  return (
    <a
      href={route.href(path, query)}
      className={className}
      aria-current={current === true ? "page" : undefined}
      onClick={(event) => {
        if (!event.metaKey && !event.ctrlKey && !event.shiftKey) {
          event.preventDefault();
          route.go(path, query);
        }
      }}
    >
      {children}
    </a>
  );
}
