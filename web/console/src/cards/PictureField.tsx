/** Which picture is shown? It is taken at once, and drawn anew by the server. */

import { Button, FileButton, Group, Input } from "@mantine/core";
import i18next from "i18next";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Http, Problem } from "../http.ts";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { Mistakes, problemText } from "../trouble.ts";

/** What the server takes for a picture. */
const TYPES = "image/png,image/jpeg,image/webp,image/gif,image/avif";

interface PictureFieldProps {
  label: string;
  /** What the picture is for, as the server names it. */
  purpose: "widget" | "catalogue";
  /** A file's id. */
  image: string | null;
  choose(image: string | null): void;
  error: string | null;
  /** Only what is chosen is shown. */
  readOnly?: boolean;
}

export function PictureField(props: PictureFieldProps) {
  const { label, purpose, image, choose, error, readOnly = false } = props;
  const { t } = useTranslation();
  const { http } = useTools();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const take = async (file: File) => {
    setBusy(true);
    setRefusal(null);
    try {
      choose(await uploadPicture(http, file, purpose));
    } catch (trouble) {
      setRefusal(Mistakes.of(trouble).at("", true) ?? refusalText(trouble));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Input.Wrapper
      label={label}
      description={t("picture.hint")}
      error={refusal ?? error}
      labelElement="div"
    >
      <Group mt={6} gap="xs">
        {image === null ? null : <Picture http={http} id={image} label={label} />}
        {readOnly ? null : (
          <FileButton accept={TYPES} onChange={(file) => file !== null && void take(file)}>
            {(props) => (
              <Button {...props} size="xs" variant="default" loading={busy}>
                {t(image === null ? "picture.choose" : "picture.other")}
              </Button>
            )}
          </FileButton>
        )}
        {readOnly || image === null ? null : (
          <Button size="xs" variant="subtle" color="gray" onClick={() => choose(null)}>
            {t("picture.none")}
          </Button>
        )}
      </Group>
    </Input.Wrapper>
  );
}

/** A wrong kind of file is told in words of pictures. */
function refusalText(trouble: unknown): string {
  const wrong = trouble instanceof Problem && trouble.code === "type_not_allowed";
  return wrong ? i18next.t("picture.wrong") : problemText(trouble);
}

/** Fetched with the employee's token, which an address cannot carry. */
function Picture({ http, id, label }: { http: Http; id: string; label: string }) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    let made: string | null = null;
    const ending = new AbortController();
    http
      .response(`files/${id}`, { signal: ending.signal })
      .then((response) => response.blob())
      .then((blob) => {
        if (!ending.signal.aborted) {
          made = URL.createObjectURL(blob);
          setAddress(made);
        }
      })
      // Without it the form is as good: its buttons say what there is.
      .catch(() => null);
    return () => {
      ending.abort();
      setAddress(null);
      if (made !== null) {
        URL.revokeObjectURL(made);
      }
    };
  }, [http, id]);
  return address === null ? null : <img className={css.picture} src={address} alt={label} />;
}

/** Bring a picture, and return its id; it goes within a day if nothing shows it. */
async function uploadPicture(http: Http, file: File, purpose: string): Promise<string> {
  const form = new FormData();
  form.set("purpose", purpose);
  form.set("file", file);
  return (await http.post<{ id: string }>("files", form)).id;
}
