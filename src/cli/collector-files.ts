import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { KraneError } from "../core/index.ts";
import type { TlsMaterial } from "../rpc/tls.ts";

interface TlsFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

function read(option: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const what = `cannot read ${path}; put the PEM there or name another file with --${option}`;
    throw new KraneError("KRANE_CONFIG_INVALID", what, { cause });
  }
}

/** The PEM texts in the files; throws KRANE_CONFIG_INVALID, with the file's name, where they are no use. */
export function readTls(files: TlsFiles): TlsMaterial {
  const { ca, cert, key } = files;
  const material = { ca: read("ca", ca), cert: read("cert", cert), key: read("key", key) };
  try {
    new X509Certificate(material.ca);
  } catch (cause) {
    throw new KraneError("KRANE_CONFIG_INVALID", `${ca} is not a certificate in PEM`, { cause });
  }
  try {
    createSecureContext({ cert: material.cert, key: material.key });
  } catch (cause) {
    const what = `${cert} and ${key} are not a certificate and its key in PEM; make sure that they belong together`;
    throw new KraneError("KRANE_CONFIG_INVALID", what, { cause });
  }
  return material;
}

/** HOST:PORT or [V6]:PORT in its parts; undefined where `text` is neither. */
export function addressOf(text: string): { readonly host: string; readonly port: number } | undefined {
  const match = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<host>[^:\s]+)):(?<port>\d{1,5})$/.exec(text);
  const { v6, host, port } = match?.groups ?? {};
  const name = v6 ?? host;
  return name === undefined || Number(port) > 65_535 ? undefined : { host: name, port: Number(port) };
}
