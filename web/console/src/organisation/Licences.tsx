/** Which licences does the organisation have, and which mini-app uses which? */

import { useTranslation } from "react-i18next";
import { Paged } from "../cards/Paged.tsx";
import { usePages } from "../cards/usePages.ts";
import { Link } from "../Link.tsx";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { type Licence, LicenceLines } from "./LicenceLines.tsx";

export function Licences() {
  const { t } = useTranslation();
  const { http } = useTools();
  const pages = usePages<Licence>(http, "licences");
  return (
    <>
      <p className={css.quiet}>{t("licences.hint")}</p>
      <Paged pages={pages} none={t("licences.none")}>
        {(licences) => (
          <LicenceLines
            licences={licences}
            miniapp={({ id, name }) => <Link path={["miniapps", id]}>{name}</Link>}
          />
        )}
      </Paged>
    </>
  );
}
