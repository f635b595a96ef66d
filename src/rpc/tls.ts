/** PEM texts: whom we trust, who we are, and the key that proves it. */
export interface TlsMaterial {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}
