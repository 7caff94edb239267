import { render } from "@testing-library/react";
import { expect, test } from "vitest";
import { PageName, PageNameProvider, usePageTitle } from "../src/title.tsx";

function Console({ tab, card }: { tab?: string; card?: string }) {
  const { title, put } = usePageTitle("Employees");
  return (
    <PageNameProvider value={put}>
      <h1>{title}</h1>
      {tab === undefined ? null : <PageName name={tab} />}
      {card === undefined ? null : <PageName name={card} />}
    </PageNameProvider>
  );
}

test("a title names the innermost page, then its section, which is not said twice", () => {
  const { container, rerender } = render(<Console />);
  const show = (what: { tab?: string; card?: string }) => {
    rerender(<Console {...what} />);
    return container.textContent;
  };
  expect(container.textContent).toBe("Employees");
  expect(show({ tab: "Employees" })).toBe("Employees");
  expect(show({ tab: "Roles" })).toBe("Roles · Employees");
  expect(show({ tab: "Roles", card: "Ann" })).toBe("Ann · Employees");
  expect(show({ tab: "Roles" })).toBe("Roles · Employees");
  expect(show({})).toBe("Employees");
});
