import "./reflect-metadata.ts";
import { randomBytes, webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { type Identity, identityUri } from "./identity.ts";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

type KeyPair = webcrypto.CryptoKeyPair;

/** A certificate with its key, as PEM. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

/** Whom a leaf certificate is for: a server by its names and addresses, or a client by its identity. */
export type Leaf =
  | { readonly server: { readonly dns: readonly string[]; readonly ip: readonly string[] } }
  | { readonly client: Identity };

export interface Authority {
  /** Its certificate, as PEM. */
  readonly cert: string;
  issue(leaf: Leaf, lifetimeMs?: number): Promise<Issued>;
}

const DAY_MS = 86_400_000;
/** Certificates are valid a little before they were made: clocks differ. */
const SKEW_MS = 300_000;

function provider(): void {
  x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);
}

async function newKey(): Promise<KeyPair> {
  return (await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"])) as KeyPair;
}

async function keyPem({ privateKey }: KeyPair): Promise<string> {
  const der = await webcrypto.subtle.exportKey("pkcs8", privateKey);
  return x509.PemConverter.encode(der, "PRIVATE KEY");
}

const validity = (lifetimeMs: number) => ({
  notBefore: new Date(Date.now() - SKEW_MS),
  notAfter: new Date(Date.now() + lifetimeMs),
});

const serialNumber = () => `00${randomBytes(16).toString("hex")}`;

function namesOf(leaf: Leaf): { subject: string; names: x509.JsonGeneralNames; usage: x509.ExtendedKeyUsage } {
  if ("client" in leaf) {
    const { role, name } = leaf.client;
    const names: x509.JsonGeneralNames = [{ type: "url", value: identityUri(leaf.client) }];
    return { subject: `CN=${role} ${name}`, names, usage: x509.ExtendedKeyUsage.clientAuth };
  }
  const { dns, ip } = leaf.server;
  const names: x509.JsonGeneralNames = [
    ...dns.map((value) => ({ type: "dns", value }) as const),
    ...ip.map((value) => ({ type: "ip", value }) as const),
  ];
  return { subject: "CN=krane-collector", names, usage: x509.ExtendedKeyUsage.serverAuth };
}

/** A new certificate authority whose key lives in this process only. */
export async function createAuthority(lifetimeMs: number = 30 * DAY_MS): Promise<Authority> {
  provider();
  const keys = await newKey();
  const name = "CN=krane throw-away CA";
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    serialNumber: serialNumber(),
    signingAlgorithm: ALGORITHM,
    ...validity(lifetimeMs),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    cert: root.toString("pem"),
    async issue(leaf, leafLifetimeMs = 7 * DAY_MS) {
      const own = await newKey();
      const { subject, names, usage } = namesOf(leaf);
      const cert = await x509.X509CertificateGenerator.create({
        subject,
        issuer: name,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        serialNumber: serialNumber(),
        ...validity(leafLifetimeMs),
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([usage]),
          new x509.SubjectAlternativeNameExtension(names),
          await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
        ],
      });
      return { cert: cert.toString("pem"), key: await keyPem(own) };
    },
  };
}
