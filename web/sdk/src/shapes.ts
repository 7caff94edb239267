/** Is what came over the bridge of the form that was agreed? More fields than known are no fault. */

export type Shape<T> = (value: unknown) => value is T;

export const text =
  (most: number, least = 0): Shape<string> =>
  (value): value is string =>
    typeof value === "string" && value.length >= least && value.length <= most;

export const flag: Shape<boolean> = (value): value is boolean => typeof value === "boolean";

export const nothing: Shape<null> = (value): value is null => value === null;

export const oneOf =
  <const T extends string | number>(...choices: readonly T[]): Shape<T> =>
  (value): value is T =>
    (choices as readonly unknown[]).includes(value);

export const either =
  <A, B>(one: Shape<A>, other: Shape<B>): Shape<A | B> =>
  (value): value is A | B =>
    one(value) || other(value);

export const maybe = <T>(shape: Shape<T>): Shape<T | undefined> =>
  either(shape, (value): value is undefined => value === undefined);

export const orNull = <T>(shape: Shape<T>): Shape<T | null> => either(shape, nothing);

export const list =
  <T>(shape: Shape<T>, most: number): Shape<T[]> =>
  (value): value is T[] =>
    Array.isArray(value) && value.length <= most && value.every(shape);

export const shaped =
  <T extends object>(fields: { [K in keyof T]-?: Shape<T[K]> }): Shape<T> =>
  (value): value is T =>
    isObject(value) &&
    Object.entries(fields).every(([name, shape]) => (shape as Shape<unknown>)(value[name]));

export const record =
  <T>(shape: Shape<T>, most: number): Shape<Record<string, T>> =>
  (value): value is Record<string, T> =>
    isObject(value) && Object.keys(value).length <= most && Object.values(value).every(shape);

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
