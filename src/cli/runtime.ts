import { KraneError } from "../core/index.ts";

/** The Node that the programs are made for; `check` and `scan` run on 20 as well, what keeps a database does not. */
const NODE = 24;

/** Throws KRANE_CLI_RUNTIME under an older Node, with the way out. */
export function requireRuntime(command: string, version = process.versions.node): void {
  if (Number.parseInt(version, 10) >= NODE) return;
  const [program, ...words] = command.split(" ");
  const way = `in a checkout run it through npm: npm run -s ${program} -- ${words.join(" ")}`;
  throw new KraneError("KRANE_CLI_RUNTIME", `${command} needs Node ${NODE} or newer, this is ${version}; ${way}`);
}
