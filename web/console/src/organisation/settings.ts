/** What does the form of an organisation's settings hold? */

export const LOCALES = ["ru", "en"] as const;

export interface OrgSettings {
  time_zone: string;
  locale: (typeof LOCALES)[number];
  /** Null: the screen's own. */
  colours: { primary: string | null; accent: string | null };
  /** The id of a picture. */
  logo: string | null;
  /** Every employee needs a second factor. */
  require_totp: boolean;
  version: number;
}

export interface SettingsDraft {
  time_zone: string;
  locale: OrgSettings["locale"];
  primary: string;
  accent: string;
  logo: string | null;
  require_totp: boolean;
}

export function draftOf({ colours, ...settings }: OrgSettings): SettingsDraft {
  const { time_zone, locale, logo, require_totp } = settings;
  const { primary, accent } = colours;
  return {
    time_zone,
    locale,
    primary: primary ?? "",
    accent: accent ?? "",
    logo,
    require_totp,
  };
}

/** What is sent of what was changed: a colour that was emptied is the screen's own again. */
export function bodyOf({ primary, accent, ...rest }: Partial<SettingsDraft>): object {
  const colours = {
    ...(primary === undefined ? {} : { primary: primary || null }),
    ...(accent === undefined ? {} : { accent: accent || null }),
  };
  return { ...rest, ...(Object.keys(colours).length === 0 ? {} : { colours }) };
}

/** Every zone that this browser knows, and the one that is set. */
export function zones(set: string): string[] {
  const known = Intl.supportedValuesOf("timeZone");
  return known.includes(set) ? known : [set, ...known];
}
