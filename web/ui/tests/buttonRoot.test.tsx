import { Button, MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import type { FormEvent } from "react";
import { expect, test, vi } from "vitest";
import { theme } from "../src/theme.ts";

interface State {
  loading?: boolean;
  disabled?: boolean;
}

function draw() {
  const sent = vi.fn((event: FormEvent) => event.preventDefault());
  const around = vi.fn();
  const form = ({ loading = false, disabled = false }: State) => (
    <MantineProvider theme={theme}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: as a line of a list */}
      <div onClick={around}>
        <form onSubmit={sent}>
          <input aria-label="Name" />
          <Button>Cancel</Button>
          <Button type="submit" loading={loading} disabled={disabled}>
            Save
          </Button>
        </form>
      </div>
    </MantineProvider>
  );
  const { rerender } = render(form({}));
  const button = screen.getByRole<HTMLButtonElement>("button", { name: "Save" });
  return { button, sent, around, show: (state: State) => rerender(form(state)) };
}

test("a button that works keeps the focus, says so, and takes no second press", async () => {
  const { button, sent, around, show } = draw();
  screen.getByRole("button", { name: "Cancel" }).click();
  expect(sent).not.toHaveBeenCalled();
  around.mockClear();
  button.focus();
  show({ loading: true });
  expect(document.activeElement).toBe(button);
  expect([button.disabled, button.ariaBusy, button.ariaDisabled]).toEqual([false, "true", "true"]);
  await userEvent.keyboard("{Enter} ");
  await userEvent.click(button);
  await userEvent.type(screen.getByLabelText("Name"), "Anna{Enter}");
  expect(sent).not.toHaveBeenCalled();
  expect(around).toHaveBeenCalledTimes(1); // the field's own click
  button.focus();
  show({});
  expect(document.activeElement).toBe(button);
  expect([button.ariaBusy, button.ariaDisabled]).toEqual([null, null]);
  await userEvent.keyboard("{Enter}");
  expect(sent).toHaveBeenCalledTimes(1);
});

test("one that has nothing to do any more is disabled once the focus has left it", async () => {
  const { button, sent, show } = draw();
  button.focus();
  show({ loading: true, disabled: true });
  show({ disabled: true });
  expect([document.activeElement, button.disabled]).toEqual([button, false]);
  await userEvent.keyboard("{Enter}");
  expect(sent).not.toHaveBeenCalled();
  await userEvent.tab({ shift: true });
  expect([button.disabled, button.ariaDisabled]).toEqual([true, null]);
});
