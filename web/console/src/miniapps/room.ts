/** How many more characters does a field take? (requirements 118, 119, 128, 147) */

/** The `maxLength` of a field whose text has at most so many characters.
 *
 * The server counts whole characters where a browser counts halves of some, so that the thirtieth
 * may be an emoji. What is pasted is not cut: the server says at the field that it is too long.
 */
export function roomFor(text: string, most: number): number | undefined {
  return [...text].length < most ? undefined : text.length;
}
