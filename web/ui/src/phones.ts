/** How is a phone written for people? It is kept and dialled as in E.164. */

const RUSSIAN = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/;

/** `+79990000021`: +7 999 000-00-21. Numbers of other countries stay as they are kept. */
export function phoneInGroups(phone: string): string {
  return phone.replace(RUSSIAN, "+7 $1 $2-$3-$4");
}
