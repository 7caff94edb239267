/** What does the browser's tab say? Which page stands, and in which section. */

import { createContext, useCallback, useContext, useEffect, useState } from "react";

/** Name a page, until what it returns is called. */
type Put = (name: string) => () => void;

const Context = createContext<Put>(() => () => undefined);
export const PageNameProvider = Context.Provider;

/** Name the page that stands, as long as it stands: whichever was named last is in the title. */
export function usePageName(name: string): void {
  const put = useContext(Context);
  useEffect(() => put(name), [put, name]);
}

/** For a place between others: what is drawn after it may name itself, and is named after it. */
export function PageName({ name }: { name: string }) {
  usePageName(name);
  return null;
}

/** The page that stands in a section, after which the title is made. */
export function usePageTitle(section: string): { title: string; put: Put } {
  const [pages, setPages] = useState<readonly { name: string }[]>([]);
  const put = useCallback((name: string) => {
    const page = { name };
    setPages((before) => [...before, page]);
    return () => setPages((before) => before.filter((one) => one !== page));
  }, []);
  const page = pages.at(-1)?.name ?? section;
  return { title: page === section ? section : `${page} · ${section}`, put };
}
