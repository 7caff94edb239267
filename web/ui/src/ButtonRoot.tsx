/** What lies beneath every button? One that is never taken from under whoever stands on it. */

import { type ComponentProps, type MouseEvent, useState } from "react";

interface ButtonRootProps extends ComponentProps<"button"> {
  /** So Mantine says that the button works on what was asked. */
  "data-loading"?: boolean | undefined;
}

/**
 * A button that works, or that has the focus when it has nothing to do any more, ignores presses
 * but keeps the focus: a browser drops that of a `disabled` element to the top of the page.
 */
export function ButtonRoot(all: ButtonRootProps) {
  // Mantine hands on each of these though nobody has given it: then it is undefined.
  const { type = "button", disabled = false, onClick, ...props } = all;
  const [focused, setFocused] = useState(false);
  const busy = props["data-loading"] === true;
  const held = disabled && (busy || focused);
  return (
    <button
      aria-busy={busy || undefined}
      {...props}
      type={type}
      aria-disabled={held || props["aria-disabled"]}
      disabled={disabled && !held}
      onClick={held ? ignore : onClick}
      onFocus={(event) => {
        setFocused(true);
        props.onFocus?.(event);
      }}
      onBlur={(event) => {
        setFocused(false);
        props.onBlur?.(event);
      }}
    />
  );
}

/** As a disabled one does: neither its form nor what lies around it learns of the press. */
function ignore(event: MouseEvent): void {
  event.preventDefault();
  event.stopPropagation();
}
