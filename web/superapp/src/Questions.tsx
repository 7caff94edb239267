/** What does the superapp ask the client, over whatever stands on the screen? */

import type { AskedScope, Offer, Place } from "@chatserver/sdk/host";
import { useFocusReturned } from "@chatserver/ui";
import { Anchor, Button, Checkbox, Group, Modal, Stack } from "@mantine/core";
import type { TFunction } from "i18next";
import { type MouseEvent, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { PaymentSheet } from "./PaymentSheet.tsx";
import type { Me } from "./session.ts";
import type { Question } from "./shell.ts";
import css from "./superapp.module.css";

interface QuestionsProps {
  question: Question | null;
  /** Of the client's: a place is known by its address better than by its number. */
  premises: Me["premises"];
  /** Whether a frame may have had the focus before: it does not get it back by itself. */
  framed: boolean;
  answer(value: unknown): void;
}

export function Questions({ question, premises, framed, answer }: QuestionsProps) {
  const { t } = useTranslation();
  const dropSecond = useDropSecond(question);
  useKeysFor(question);
  if (question === null) {
    return null;
  }
  return (
    <Modal
      opened
      onClose={() => answer(null)}
      title={titleOf(question, t)}
      centered
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <div onClickCapture={dropSecond}>
        <Body question={question} premises={premises} framed={framed} answer={answer} />
      </div>
    </Modal>
  );
}

/**
 * What is pressed from now on is an answer: the frame below hears it no more. The dialog itself
 * takes the focus only once it has been drawn.
 */
function useKeysFor(question: Question | null): void {
  useLayoutEffect(() => {
    const focused = document.activeElement;
    if (question !== null && focused instanceof HTMLIFrameElement) {
      focused.blur();
    }
  }, [question]);
}

const DOUBLE_MS = 600;

/** The second half of a double click was meant for the question before, which stood here. */
function useDropSecond(question: Question | null): (event: MouseEvent) => void {
  const since = useRef(0);
  useLayoutEffect(() => {
    since.current = question === null ? 0 : performance.now();
  }, [question]);
  return (event) => {
    if (event.detail > 1 && event.timeStamp - since.current < DOUBLE_MS) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
}

type BodyProps = Pick<QuestionsProps, "premises" | "framed" | "answer"> & { question: Question };

function titleOf(question: Question, t: TFunction): string {
  return question.kind === "offer"
    ? question.offer.title
    : t(`ask.${question.kind}.title`, { defaultValue: "" });
}

function Body({ question, premises, framed, answer }: BodyProps) {
  useFocusReturned(!framed);
  const { t } = useTranslation();
  switch (question.kind) {
    case "place":
      return <Places places={question.places} premises={premises} answer={answer} />;
    case "offer":
      return <OfferBody offer={question.offer} answer={answer} />;
    case "scopes":
      return (
        <Yes answer={answer} yes={t("allow")} no={t("deny")}>
          <ScopeList scopes={question.scopes} />
        </Yes>
      );
    case "external":
      return (
        <Yes answer={answer} yes={t("open")} no={t("cancel")}>
          <p className={css.address}>{question.url}</p>
        </Yes>
      );
    case "payment":
      return (
        <Yes answer={answer} yes={t("payment.yes")} no={t("cancel")}>
          <PaymentSheet order={question.order} />
        </Yes>
      );
    case "problem":
      return (
        <Stack>
          <p role="alert" className={css.text}>
            {t(`problem.${question.code}`, { defaultValue: t("problem.other") })}
          </p>
          <Button onClick={() => answer(true)} data-autofocus>
            {t("close")}
          </Button>
        </Stack>
      );
    default:
      return (
        <Yes answer={answer} yes={t(`ask.${question.kind}.yes`)} no={t("cancel")}>
          <p className={css.text}>{t(`ask.${question.kind}.text`)}</p>
        </Yes>
      );
  }
}

interface YesProps {
  yes: string;
  no: string;
  answer(value: unknown): void;
  children: ReactNode;
}

function Yes({ yes, no, answer, children }: YesProps) {
  return (
    <Stack>
      {children}
      <Group grow>
        <Button variant="default" onClick={() => answer(false)}>
          {no}
        </Button>
        <Button onClick={() => answer(true)} data-autofocus>
          {yes}
        </Button>
      </Group>
    </Stack>
  );
}

interface PlacesProps {
  places: Place[];
  premises: Me["premises"];
  answer(value: unknown): void;
}

function Places({ places, premises, answer }: PlacesProps) {
  return (
    <Stack gap="xs">
      {places.map(({ id, name }) => (
        <Button key={id} variant="light" className={css.choice ?? ""} onClick={() => answer(id)}>
          {premises.find((one) => one.id === id)?.address ?? name}
        </Button>
      ))}
    </Stack>
  );
}

/** The offer and the data in one: accepting is both. Only what is optional can be left out. */
function OfferBody({ offer, answer }: { offer: Offer; answer(value: unknown): void }) {
  const { t } = useTranslation();
  const [left, setLeft] = useState<readonly string[]>([]);
  const granted = offer.scopes.map(({ name }) => name).filter((name) => !left.includes(name));
  const toggle = (name: string) =>
    setLeft(left.includes(name) ? left.filter((one) => one !== name) : [...left, name]);
  return (
    <Yes answer={(yes) => answer(yes === true ? granted : null)} yes={t("agree")} no={t("decline")}>
      <p className={css.text}>{t("offer.why")}</p>
      <Anchor href={offer.file_url} target="_blank" rel="noreferrer">
        {t("offer.read", { version: offer.version })}
      </Anchor>
      {offer.scopes.length === 0 ? (
        <p className={css.text}>{t("offer.nothing")}</p>
      ) : (
        <p className={css.text}>{t("offer.asks")}</p>
      )}
      {offer.scopes.map(({ name, purpose, required }) => (
        <Checkbox
          key={name}
          checked={!left.includes(name)}
          disabled={required}
          onChange={() => toggle(name)}
          label={required ? t("offer.required", { what: t(`scope.${name}`) }) : t(`scope.${name}`)}
          // It cannot be turned off, but it is to be read before one agrees.
          styles={{ label: { color: "var(--mantine-color-text)" } }}
          description={purpose}
        />
      ))}
    </Yes>
  );
}

function ScopeList({ scopes }: { scopes: AskedScope[] }) {
  const { t } = useTranslation();
  return (
    <ul className={css.scopes}>
      {scopes.map(({ name, purpose }) => (
        <li key={name}>
          <b>{t(`scope.${name}`)}</b>
          <span className={css.quiet}>{purpose}</span>
        </li>
      ))}
    </ul>
  );
}
