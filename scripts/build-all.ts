import { bundle } from "./bundle.ts";
import { generateCodecs } from "./codecs.ts";

/** Codecs of the wire, then the bundles in dist/. */
export async function buildAll(): Promise<void> {
  generateCodecs();
  await bundle();
}
