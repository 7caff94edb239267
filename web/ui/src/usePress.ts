/** When has a person asked for the actions of a message? Right button, or a finger that rests. */

import { type MouseEvent, type TouchEvent, useRef } from "react";

const REST_MS = 450;
const STILL_PX = 10;

interface Point {
  x: number;
  y: number;
}

export function usePress(open: (at: Point) => void) {
  const rest = useRef<ReturnType<typeof setTimeout> | null>(null);
  const start = useRef<Point>({ x: 0, y: 0 });
  const cancel = () => {
    if (rest.current !== null) {
      clearTimeout(rest.current);
      rest.current = null;
    }
  };
  return {
    onContextMenu: (event: MouseEvent) => {
      // The browser's own menu is left to whoever has marked some text, or points at an address.
      if (window.getSelection()?.isCollapsed !== false && !pointsAtAddress(event)) {
        event.preventDefault();
        open({ x: event.clientX, y: event.clientY });
      }
    },
    onTouchStart: (event: TouchEvent) => {
      const touch = event.touches[0];
      if (touch !== undefined && event.touches.length === 1) {
        start.current = { x: touch.clientX, y: touch.clientY };
        rest.current = setTimeout(() => open(start.current), REST_MS);
      }
    },
    onTouchMove: (event: TouchEvent) => {
      const touch = event.touches[0];
      const { x, y } = start.current;
      if (touch !== undefined && Math.hypot(touch.clientX - x, touch.clientY - y) > STILL_PX) {
        cancel();
      }
    },
    onTouchEnd: cancel,
    onTouchCancel: cancel,
  };
}

function pointsAtAddress({ target, nativeEvent }: MouseEvent): boolean {
  const address = target instanceof Element ? target.closest('a[rel~="nofollow"]') : null;
  // A finger that rests asks for the actions of the message, wherever it rests.
  return address !== null && !("pointerType" in nativeEvent && nativeEvent.pointerType === "touch");
}
