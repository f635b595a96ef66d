import { printable } from "../core/index.ts";
import { namesTheMachine } from "../parse/secrets.ts";
import type { CaptureTree } from "./capture-tree.ts";

export const MANIFEST = "/MANIFEST.txt";
/** First line of every listing, by which a folder is known as one that `capture` made. */
export const MANIFEST_HEAD = "krane-agent capture";

/** Who captured what, and when. */
export interface CaptureFacts {
  readonly version: string;
  readonly host: string;
  readonly kernel: string;
  readonly user: string;
  readonly startedAt: Date;
  readonly seconds: number;
}

/** What is in a tree, in numbers. */
export interface CaptureCounts {
  readonly files: number;
  readonly links: number;
  readonly bytes: number;
}

export function countsOf(tree: CaptureTree): CaptureCounts {
  const types = [...tree.entries.values()].map(({ type }) => type);
  const count = (wanted: string) => types.filter((type) => type === wanted).length;
  return { files: count("file"), links: count("link"), bytes: tree.bytes };
}

function section(title: string, lines: readonly string[]): string {
  return `\n## ${title}: ${lines.length}\n${lines.map((line) => `${line}\n`).join("")}`;
}

/** MANIFEST.txt: what was captured, and what is missing or changed in it and why. */
export function manifestText(tree: CaptureTree, facts: CaptureFacts): string {
  const { files, links, bytes } = countsOf(tree);
  const sorted = [...tree.entries].sort(([a], [b]) => (a < b ? -1 : 1));
  const remarks = tree.remarks.map(({ what, path, why }) => `${what.padEnd(10)} ${printable(path)}: ${printable(why)}`);
  if (tree.unremarked > 0) remarks.push(`... and ${tree.unremarked} more`);
  const listed = sorted.flatMap(([path, entry]) => {
    if (entry.type === "directory") return [];
    const size = entry.type === "file" ? String(entry.body.length) : "link";
    return [`${size.padStart(8)} ${printable(path)}`];
  });
  const naming = sorted
    .filter(([path, { type }]) => type === "file" && namesTheMachine(path))
    .map(([path]) => printable(path));
  return [
    `${MANIFEST_HEAD}\n`,
    `agent:  krane-agent ${facts.version}\n`,
    `host:   ${printable(facts.host)}\n`,
    `kernel: ${printable(facts.kernel)}\n`,
    `taken:  ${facts.startedAt.toISOString()} in ${facts.seconds.toFixed(1)} s as ${facts.user}\n`,
    `holds:  ${files} files, ${links} links, ${bytes} bytes\n`,
    "look:   krane-agent check --root DIR\n",
    "X.__errno stands for a file X that was not to be read (number of the error) or was not kept (61).\n",
    section("left out, redacted, cut or unreadable", remarks),
    section("holds serial numbers or addresses of this machine", naming),
    section("files", listed),
  ].join("");
}
