/** Which small pictures do both screens use? Drawn here, so that no icon package is shipped. */

import type { ReactNode } from "react";

interface IconProps {
  size?: number;
}

function icon(paths: ReactNode) {
  return function Icon({ size = 20 }: IconProps) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.8}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {paths}
      </svg>
    );
  };
}

export const IconSend = icon(<path d="M5 12 4 4l17 8-17 8 1-8Zm0 0h8" />);
export const IconBack = icon(<path d="m15 5-7 7 7 7" />);
export const IconDown = icon(<path d="m6 9 6 6 6-6" />);
export const IconClose = icon(<path d="M6 6l12 12M18 6 6 18" />);
export const IconCheck = icon(<path d="m5 12.5 4.5 4.5L19 7.5" />);
export const IconEdit = icon(<path d="M4 20h4L19 9l-4-4L4 16v4Zm9-13 4 4" />);
export const IconHistory = icon(<path d="M4 5v4h4M4.5 9a8 8 0 1 1-.5 3m8-4v4l3 2" />);
export const IconNote = icon(
  <>
    <path d="M5 4h14v10l-6 6H5V4Z" />
    <path d="M19 14h-6v6M9 8.5h6M9 12h3" />
  </>,
);
export const IconDelete = icon(<path d="M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13" />);
export const IconCopy = icon(
  <>
    <rect x="9" y="9" width="11" height="11" rx="2" />
    <path d="M15 9V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h3" />
  </>,
);
export const IconMore = icon(<path d="M5 12h.01M12 12h.01M19 12h.01" strokeWidth={3} />);
export const IconFile = icon(
  <path d="M14 3H7a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V7l-4-4Zm0 0v4h4" />,
);
export const IconLink = icon(<path d="M7 17 17 7M9 7h8v8" />);
export const IconAttach = icon(
  <path d="m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 5 5l-8.5 8.5a1.7 1.7 0 0 1-2.5-2.5L14.5 7.5" />,
);
export const IconSmile = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M8.5 14a4.2 4.2 0 0 0 7 0M9 9.5h.01M15 9.5h.01" />
  </>,
);
export const IconMicrophone = icon(
  <>
    <rect x="9" y="3" width="6" height="11" rx="3" />
    <path d="M5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21" />
  </>,
);
export const IconReply = icon(<path d="m9 7-5 5 5 5M4 12h9a7 7 0 0 1 7 7" />);
export const IconFilter = icon(<path d="M4 6h16M7 12h10M10 18h4" />);
export const IconColumns = icon(
  <>
    <rect x="4" y="5" width="16" height="14" rx="2" />
    <path d="M10 5v14M15 5v14" />
  </>,
);
export const IconDownload = icon(<path d="M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 20h14" />);
export const IconBell = icon(<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15L6 16Zm4 4.5h4" />);
export const IconBellOff = icon(
  <path d="M7 8.5A6 6 0 0 0 6 12v4l-1.5 2H17M9 6a6 6 0 0 1 9 5v3.5M10 20.5h4M4 4l16 16" />,
);
export const IconHelp = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M9.8 9.5a2.3 2.3 0 1 1 3.2 2.3c-.7.3-1 .8-1 1.5M12 16.5h.01" />
  </>,
);
export const IconPause = icon(<path d="M9 6v12M15 6v12" />);
export const IconPlay = icon(<path d="M8 5.5v13l10-6.5-10-6.5Z" />);
export const IconQuick = icon(<path d="M13 3 5 14h6l-1 7 8-11h-6l1-7Z" />);
export const IconEye = icon(
  <>
    <path d="M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6Z" />
    <circle cx="12" cy="12" r="2.5" />
  </>,
);
export const IconSearch = icon(
  <>
    <circle cx="11" cy="11" r="6" />
    <path d="m20 20-4.5-4.5" />
  </>,
);
export const IconInfo = icon(
  <>
    <rect x="3" y="4" width="18" height="16" rx="2" />
    <path d="M15 4v16" />
  </>,
);
export const IconChat = icon(<path d="M4 5h16v11H9l-5 4V5Z" />);
export const IconPlus = icon(<path d="M12 5v14M5 12h14" />);
export const IconPlace = icon(
  <>
    <path d="M12 21s7-6.2 7-11a7 7 0 0 0-14 0c0 4.8 7 11 7 11Z" />
    <circle cx="12" cy="10" r="2.4" />
  </>,
);
export const IconRetry = icon(<path d="M4 12a8 8 0 1 1 2.5 5.8M4 18v-4h4" />);

export const IconUp = icon(<path d="m6 15 6-6 6 6" />);
export const IconBookmark = icon(<path d="M7 4h10v16l-5-4-5 4V4Z" />);
export const IconTable = icon(
  <>
    <rect x="3" y="4" width="18" height="16" rx="2" />
    <path d="M3 9.5h18M3 15h18M9 9.5V20" />
  </>,
);
export const IconRows = icon(<path d="M4 6h16M4 12h16M4 18h16" />);

/** One tick: sent. Two: read. */
/** Not with the server yet: as large as the tick that will stand there. */
export function IconPending({ label }: { label: string }) {
  return (
    <svg
      width={13}
      height={12}
      viewBox="0 0 13 12"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.4}
      strokeLinecap="round"
      role="img"
      aria-label={label}
      data-testid="pending"
    >
      <circle cx={6.5} cy={6} r={4.7} />
      <path d="M6.5 3.4V6l1.8 1.2" />
    </svg>
  );
}

export function Ticks({ read, label }: { read: boolean; label: string }) {
  return (
    <svg
      width={read ? 18 : 13}
      height={12}
      viewBox={read ? "0 0 18 12" : "0 0 13 12"}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
      role="img"
      aria-label={label}
      data-testid={read ? "ticks-read" : "ticks-sent"}
    >
      <path d="m1.5 6.5 3 3L11 2.5" />
      {read ? <path d="m8 9.5.5.5L16 2.5" /> : null}
    </svg>
  );
}
