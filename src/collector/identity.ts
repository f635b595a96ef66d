import { KraneError } from "../core/index.ts";

/** Who a peer is, as its certificate says. No message can say so. */
export type Identity =
  | { readonly role: "host"; readonly name: string }
  | { readonly role: "operator"; readonly name: string };

const ID = /^URI:spiffe:\/\/krane\/(host|operator)\/([a-z0-9][a-z0-9._-]{0,127})$/;

/**
 * The identity in the text of a subjectAltName. node:tls quotes an entry that holds a comma or a quote, so that no entry can look
 * like two (CVE-2021-44532); ours never need quotes, and a text with one names nobody. Neither does one with two identities.
 */
export function identityOf(subjectAltName: string | undefined): Identity | undefined {
  if (subjectAltName === undefined || subjectAltName.includes('"')) return undefined;
  const uris = subjectAltName.split(", ").filter((entry) => entry.startsWith("URI:"));
  const match = uris.length === 1 ? ID.exec(uris[0] ?? "") : null;
  if (match === null) return undefined;
  return { role: match[1] === "host" ? "host" : "operator", name: match[2] ?? "" };
}

/** The URI that stands for it in a certificate. */
export function identityUri({ role, name }: Identity): string {
  const uri = `spiffe://krane/${role}/${name}`;
  if (!ID.test(`URI:${uri}`)) {
    throw new KraneError("KRANE_CONFIG_INVALID", `"${name}" cannot be the name of a ${role}`);
  }
  return uri;
}
