/** How does a link inside the console stay inside it, and still open in a tab of its own? */

import type { ReactNode } from "react";
import { useRoute } from "./route.ts";

interface LinkProps {
  path: readonly string[];
  className?: string | undefined;
  current?: boolean;
  children: ReactNode;
}

export function Link({ path, className, current, children }: LinkProps) {
  const route = useRoute();
  return (
    <a
      href={route.href(path)}
      className={className}
      aria-current={current === true ? "page" : undefined}
      onClick={(event) => {
        if (!event.metaKey && !event.ctrlKey && !event.shiftKey) {
          event.preventDefault();
          route.go(path);
        }
      }}
    >
      {children}
    </a>
  );
}
