/** How is a sound or a film heard and seen where it stands? */

import type { FileView } from "@chatserver/protocol";
import { useEffect, useRef } from "react";
import css from "./conversation.module.css";
import { useOnce } from "./linkAge.ts";

interface PlayerProps {
  file: FileView;
  video: boolean;
  freshen(): Promise<void>;
}

export function Player({ file, video, freshen }: PlayerProps) {
  const media = useRef<HTMLMediaElement>(null);
  // Where it stood when its link was over: there it goes on with the next one.
  const stood = useRef({ at: 0, playing: false });
  const again = useOnce(file.url, freshen);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new address is what it waits for
  useEffect(() => {
    const { at, playing } = stood.current;
    if (at > 0 && media.current !== null) {
      media.current.currentTime = at;
      if (playing) {
        media.current.play().catch(() => undefined);
      }
    }
  }, [file.url]);
  const broke = () => {
    const now = media.current;
    stood.current = { at: now?.currentTime ?? 0, playing: now !== null && !now.paused };
    again();
  };
  const props = { className: css.playing, src: file.url, controls: true, onError: broke };
  // biome-ignore-start lint/a11y/useMediaCaption: what people send each other has no captions
  return video ? (
    <video
      {...props}
      ref={media as React.RefObject<HTMLVideoElement | null>}
      preload="metadata"
      playsInline
      aria-label={file.name}
    />
  ) : (
    <audio
      {...props}
      ref={media as React.RefObject<HTMLAudioElement | null>}
      preload="none"
      aria-label={file.name}
    />
  );
  // biome-ignore-end lint/a11y/useMediaCaption: what people send each other has no captions
}
