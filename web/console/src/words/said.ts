/** Which words does a second language need? Those of the Russian, without its further plurals. */

type Singular<K> = K extends `${string}_few` | `${string}_many` ? never : K;

export type Said<Russian> = Readonly<Record<Singular<keyof Russian>, string>>;
