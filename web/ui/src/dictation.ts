/** Can this browser write down what a person says, and what did it hear? */

import { useEffect, useRef, useState } from "react";

interface Heard {
  resultIndex: number;
  results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }>;
}

/** The part of the Web Speech API that we use; no TypeScript library has it yet. */
interface Recognition {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  onresult: ((event: Heard) => void) | null;
  onend: (() => void) | null;
  onerror: ((event: { error: string }) => void) | null;
  start(): void;
  stop(): void;
  abort(): void;
}

type NewRecognition = new () => Recognition;

function offered(): NewRecognition | undefined {
  const here = globalThis as { SpeechRecognition?: NewRecognition } & {
    webkitSpeechRecognition?: NewRecognition;
  };
  return here.SpeechRecognition ?? here.webkitSpeechRecognition;
}

export interface Dictation {
  on: boolean;
  toggle(): void;
}

/** Null where the browser does not offer it: then there is no button. */
export function useDictation(
  language: string,
  hear: (words: string) => void,
  failed: (why: "denied" | "failed") => void,
): Dictation | null {
  const Offered = offered();
  const running = useRef<Recognition | null>(null);
  const [on, setOn] = useState(false);
  const latest = useRef({ hear, failed });
  latest.current = { hear, failed };
  useEffect(() => () => running.current?.abort(), []);
  if (Offered === undefined) {
    return null;
  }
  const begin = () => {
    const one = new Offered();
    one.lang = language === "ru" ? "ru-RU" : "en-US";
    one.continuous = true;
    one.interimResults = false;
    one.onresult = (event) => {
      for (let i = event.resultIndex; i < event.results.length; i += 1) {
        const result = event.results[i];
        if (result?.isFinal === true) {
          latest.current.hear(result[0]?.transcript.trim() ?? "");
        }
      }
    };
    one.onerror = ({ error }) => {
      if (error === "not-allowed" || error === "service-not-allowed") {
        latest.current.failed("denied");
      } else if (error !== "aborted" && error !== "no-speech") {
        latest.current.failed("failed");
      }
    };
    one.onend = () => {
      running.current = null;
      setOn(false);
    };
    running.current = one;
    setOn(true);
    one.start();
  };
  return { on, toggle: () => (running.current === null ? begin() : running.current.stop()) };
}
