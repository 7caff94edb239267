/** How is a mini-app registered? Four fields, and then the placement rules, each time anew. */

import { useFocusReturned, useLanguage } from "@chatserver/ui";
import { Alert, Button, Group, Modal, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../http.ts";
import { useLoading, WhenHere } from "../loading.tsx";
import { useRoute } from "../route.ts";
import { RulesText } from "../rules/RulesText.tsx";
import { type Rules, readRules } from "../rules/rules.ts";
import { useTools } from "../tools.tsx";
import { Mistakes, problemText, tellProblem } from "../trouble.ts";
import { type Category, categoryName, type Licence, type Miniapps } from "./api.ts";
import { checkDescription, checkName } from "./checks.ts";

interface RegisterModalProps {
  miniapps: Miniapps;
  close(): void;
}

export function RegisterModal({ miniapps, close }: RegisterModalProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const loading = useLoading(
    useCallback(
      () => Promise.all([miniapps.freeLicences(), miniapps.categories(), readRules(http)]),
      [miniapps, http],
    ),
  );
  useFocusReturned();
  return (
    <Modal
      opened
      onClose={close}
      title={t("miniapp.new")}
      size="lg"
      centered
      closeButtonProps={{ "aria-label": t("message.close") }}
    >
      <WhenHere loading={loading}>
        {([licences, categories, rules]) => (
          <Form
            miniapps={miniapps}
            licences={licences}
            categories={categories}
            rules={rules}
            again={loading.reload}
            close={close}
          />
        )}
      </WhenHere>
    </Modal>
  );
}

/** Whether others were faster: what can be chosen, or is to be confirmed, is read anew. */
function isOutdated({ code, mistakes }: Problem): boolean {
  const codes = [code, ...mistakes.map((one) => one.code)];
  return codes.includes("rules_changed") || codes.includes("licence_in_use");
}

interface FormProps extends RegisterModalProps {
  licences: Licence[];
  categories: Category[];
  rules: Rules;
  again(): void;
}

function Form({ miniapps, licences, categories, rules, again, close }: FormProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const route = useRoute();
  const [values, setValues] = useState({ licence: "", name: "", category: "", description: "" });
  const [tried, setTried] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const [mistakes, setMistakes] = useState(Mistakes.none);
  const [refusal, setRefusal] = useState("");
  const { directory } = useTools();
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<typeof values>) => {
    setValues({ ...values, ...change });
    setMistakes(Mistakes.none);
  };
  const own = {
    licence: values.licence === "" ? "required" : null,
    name: checkName(values.name),
    category: values.category === "" ? "required" : null,
    description: checkDescription(values.description),
  };
  const wrong = (field: keyof typeof own) => {
    const code = tried ? own[field] : null;
    return mistakes.at(`/${field}`) ?? (code === null ? null : t(`miniapp.check.${code}`));
  };

  const create = async () => {
    setBusy(true);
    try {
      const made = await miniapps.register({ ...values, rules_version: rules.version });
      directory.forget("products");
      close();
      route.go(["miniapps", made.id]);
    } catch (error) {
      setConfirming(false);
      setMistakes(Mistakes.of(error));
      if (error instanceof Problem && isOutdated(error)) {
        setRefusal(problemText(error));
        again();
      } else if (!(error instanceof Problem && error.code === "validation")) {
        tellProblem(error);
      }
    } finally {
      setBusy(false);
    }
  };

  if (confirming) {
    return (
      <Stack>
        <div>
          <p>{t("miniapp.rules.intro")}</p>
          <RulesText rules={rules} />
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setConfirming(false)}>
            {t("miniapp.rules.back")}
          </Button>
          <Button loading={busy} onClick={() => void create()}>
            {t("miniapp.rules.agree")}
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        setRefusal("");
        setConfirming(Object.values(own).every((code) => code === null));
      }}
    >
      <Stack>
        {refusal === "" ? null : (
          <Alert color="orange" role="alert">
            {refusal}
          </Alert>
        )}
        {licences.length === 0 ? <Alert color="orange">{t("miniapp.licence.none")}</Alert> : null}
        <Select
          label={t("miniapp.licence")}
          withAsterisk
          searchable
          error={wrong("licence")}
          value={values.licence === "" ? null : values.licence}
          onChange={(licence) => set({ licence: licence ?? "" })}
          data={licences.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <TextInput
          label={t("miniapp.name")}
          description={t("miniapp.name.hint")}
          withAsterisk
          data-autofocus
          error={wrong("name")}
          value={values.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Select
          label={t("miniapp.category")}
          withAsterisk
          searchable
          error={wrong("category")}
          value={values.category === "" ? null : values.category}
          onChange={(category) => set({ category: category ?? "" })}
          data={categories.map(({ id }) => ({
            value: id,
            label: categoryName(categories, id, language),
          }))}
        />
        <Textarea
          label={t("miniapp.description")}
          description={t("miniapp.description.hint")}
          withAsterisk
          autosize
          minRows={2}
          error={wrong("description")}
          value={values.description}
          onChange={(event) => set({ description: event.currentTarget.value })}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button type="submit">{t("miniapp.create")}</Button>
        </Group>
      </Stack>
    </form>
  );
}
