import { statSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { benchHosts } from "../bench/hosts/run.ts";
import { describeMachine } from "../bench/machine.ts";
import { buildAll } from "./build-all.ts";

const HELP = `Usage: npm run bench:hosts -- [--profile NAME] DIR

Holds krane-agent check to captured hosts whose truth is known: each folder of DIR with a labels.json beside proc/, sys/ and extra/. Per
property: right, false pass, false fail, unknown, each miss by name, and the same for the manual's commands. Unpack an archive of hosts
first: mkdir hosts && tar xf hosts.tar.xz -C hosts

Options:
  --profile NAME what is wanted of the hosts (default krane-u22, so that every cause is told)

Exit codes: 0 nothing wrong was claimed, 1 a false pass or a false fail, 64 wrong usage
`;

function wrongUsage(said: string): void {
  console.error(`${said}\n\n${HELP}`);
  process.exitCode = 64;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { profile: { type: "string", default: "krane-u22" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help === true) return console.log(HELP);
  const [folder, more] = positionals;
  if (folder === undefined || more !== undefined) return wrongUsage("bench:hosts takes one DIR");
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    return wrongUsage(`${folder}: not a directory; unpack the archive first`);
  await buildAll();
  const { text, clean } = await benchHosts(resolve(folder), values.profile);
  console.log(`${describeMachine()}\n\n${text}`);
  process.exitCode = clean ? 0 : 1;
}

await main();
