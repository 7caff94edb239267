import { Signal } from "@chatserver/protocol";
import { speak } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { type Ask, type Http, Problem } from "../src/http.ts";
import { Route, RouteProvider } from "../src/route.ts";
import { type Tools, ToolsProvider } from "../src/tools.tsx";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";

const PAY = {
  id: "wid_1",
  screen: "home",
  title: "Pay",
  text: "Pay here",
  position: 1,
  image: null as string | null,
  miniapp: null,
  target: "bills",
  objects: null as string[] | null,
  published: true,
  version: 1,
};

let widget: typeof PAY | null;
let questions: string[];
let agrees: boolean;
let uploads: FormData[];
/** Until it has come the upload is under way. */
let arrival: Promise<void>;
let arrive = () => {};

const http = {
  all: async (path: string) => (path === "widgets" && widget !== null ? [widget] : []),
  get: async () => ({ items: [], screens: ["bills"] }),
  post: async (path: string, body: FormData) => {
    expect(path).toBe("files");
    uploads.push(body);
    await arrival;
    return { id: "file_1" };
  },
  response: async () => new Response(null, { status: 404 }),
  delete: async (path: string) => {
    expect(path).toBe("widgets/wid_1");
    widget = null;
  },
  card: async (_path: string, { body, etag }: Ask) => {
    if (widget === null || etag !== `"${widget.version}"`) {
      throw new Problem(412, { code: "precondition_failed" });
    }
    widget = { ...widget, ...(body as object), version: widget.version + 1 };
    return { body: widget };
  },
} as unknown as Http;

const QUARTER = { id: "obj_q", name: "Pines", kind: "quarter", address: "", parent: null };
const directory = {
  names: new Signal<ReadonlyMap<string, string>>(new Map([["obj_q", "Pines"]])),
  resolve: async () => undefined,
  objectsIn: async () => [QUARTER],
};

beforeEach(() => {
  widget = { ...PAY };
  questions = [];
  uploads = [];
  arrival = Promise.resolve();
  agrees = true;
});

beforeAll(() => speak({ ru, en }));

async function givenSection() {
  // Its words are added to those that are there.
  const { default: WidgetSection } = await import("../src/widgets/WidgetSection.tsx");
  const route = new Route(window, (question) => {
    questions.push(question);
    return agrees;
  });
  render(
    <MantineProvider env="test">
      <RouteProvider value={route}>
        <ToolsProvider value={{ http, directory } as unknown as Tools}>
          <WidgetSection />
        </ToolsProvider>
      </RouteProvider>
    </MantineProvider>,
  );
  return userEvent.setup();
}

test("a widget that somebody else changed meanwhile is told of, and saved at the second press", async () => {
  const user = await givenSection();
  await user.click(await screen.findByRole("button", { name: "Change" }));
  await user.type(await screen.findByLabelText("Text"), " now");
  widget = { ...PAY, title: "Dues", version: 2 };
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect((await screen.findByRole("alert")).textContent).toContain("Save again to keep yours");
  await screen.findByText("Dues");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(widget).toMatchObject({ title: "Dues", text: "Pay here now", version: 3 }),
  );
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("a widget has a picture, and is shown to those who live in chosen objects", async () => {
  const user = await givenSection();
  await user.click(await screen.findByRole("button", { name: "Change" }));
  const dialog = await screen.findByRole("dialog");
  const field = dialog.querySelector<HTMLInputElement>('input[type="file"]');
  const coming = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  arrival = coming;
  await user.upload(field as HTMLInputElement, new File(["x"], "pay.png", { type: "image/png" }));
  await user.type(screen.getByLabelText("Text"), " now");
  arrive();
  await screen.findByRole("button", { name: "No picture" });
  const [form] = uploads;
  expect(form?.get("purpose")).toBe("widget");
  expect(form?.get("file")).toMatchObject({ name: "pay.png" });
  await user.click(screen.getByRole("radio", { name: "Residents of chosen objects" }));
  await user.click(await screen.findByRole("checkbox", { name: "Pines" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(widget?.objects).toEqual(["obj_q"]));
  expect(widget).toMatchObject({ image: "file_1", text: "Pay here now" });
  await screen.findByText("Objects: 1");
});

test("what was begun is not thrown away without a question", async () => {
  const user = await givenSection();
  await user.click(await screen.findByRole("button", { name: "Change" }));
  await user.click(await screen.findByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(questions).toEqual([]);

  await user.click(screen.getByRole("button", { name: "Change" }));
  await user.type(await screen.findByLabelText("Text"), " now");
  agrees = false;
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  expect(questions).toEqual(["Your changes are not saved. Leave without them?"]);
  expect(screen.getByLabelText<HTMLInputElement>("Text").value).toBe("Pay here now");
  agrees = true;
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("a widget is deleted by whoever is sure", async () => {
  const user = await givenSection();
  agrees = false;
  await user.click(await screen.findByRole("button", { name: "Delete: Pay" }));
  expect(questions).toEqual(["Delete the widget “Pay”? Clients will not see it any more."]);
  expect(widget).not.toBeNull();
  agrees = true;
  await user.click(screen.getByRole("button", { name: "Delete: Pay" }));
  await screen.findByText(/no widgets yet/);
  expect(widget).toBeNull();
});
