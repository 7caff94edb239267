import { MantineProvider, Modal } from "@mantine/core";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { useFocusReturned } from "../src/useFocusReturned.ts";

function Sheet({ close }: { close(): void }) {
  useFocusReturned();
  return (
    <Modal opened onClose={close} title="Sheet" transitionProps={{ duration: 0 }}>
      <button type="button">within</button>
    </Modal>
  );
}

function Page() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        open
      </button>
      {open ? <Sheet close={() => setOpen(false)} /> : null}
    </>
  );
}

test("what is drawn only while it is open gives the focus back to what opened it", async () => {
  render(
    <MantineProvider env="test">
      <Page />
    </MantineProvider>,
  );
  const opener = screen.getByRole("button", { name: "open" });
  await userEvent.click(opener);
  const within = await screen.findByRole("button", { name: "within" });
  await waitFor(() =>
    expect(within.closest("section")?.contains(document.activeElement)).toBe(true),
  );
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(document.activeElement).toBe(opener));
});
