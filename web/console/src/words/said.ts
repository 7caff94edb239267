/** Which words does a second language need? Those of the Russian, without its further plurals. */

type Singular<K, All> = K extends `${infer Word}_${"few" | "many"}`
  ? `${Word}_one` extends All
    ? never
    : K
  : K;

export type Said<Russian> = Readonly<Record<Singular<keyof Russian, keyof Russian>, string>>;
