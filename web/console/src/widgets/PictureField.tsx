/** Which picture does a widget show? It is taken at once, and drawn anew by the server. */

import { Button, FileButton, Group, Input } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Http } from "../http.ts";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { Mistakes, problemText } from "../trouble.ts";
import { uploadPicture } from "./api.ts";

/** What the server takes for a picture. */
const TYPES = "image/png,image/jpeg,image/webp,image/gif,image/avif";

interface PictureFieldProps {
  /** A file's id. */
  image: string | null;
  choose(image: string | null): void;
  error: string | null;
}

export function PictureField({ image, choose, error }: PictureFieldProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const take = async (file: File) => {
    setBusy(true);
    setRefusal(null);
    try {
      choose(await uploadPicture(http, file));
    } catch (trouble) {
      setRefusal(Mistakes.of(trouble).at("", true) ?? problemText(trouble));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Input.Wrapper
      label={t("widget.picture")}
      description={t("widget.picture.hint")}
      error={refusal ?? error}
      labelElement="div"
    >
      <Group mt={6} gap="xs">
        {image === null ? null : <Picture http={http} id={image} />}
        <FileButton accept={TYPES} onChange={(file) => file !== null && void take(file)}>
          {(props) => (
            <Button {...props} size="xs" variant="default" loading={busy}>
              {t(image === null ? "widget.picture.choose" : "widget.picture.other")}
            </Button>
          )}
        </FileButton>
        {image === null ? null : (
          <Button size="xs" variant="subtle" color="gray" onClick={() => choose(null)}>
            {t("widget.picture.none")}
          </Button>
        )}
      </Group>
    </Input.Wrapper>
  );
}

/** Fetched with the employee's token, which an address cannot carry. */
function Picture({ http, id }: { http: Http; id: string }) {
  const { t } = useTranslation();
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
  return address === null ? null : (
    <img className={css.picture} src={address} alt={t("widget.picture.shown")} />
  );
}
