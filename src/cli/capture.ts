import { release } from "node:os";
import { basename, resolve } from "node:path";
import { defined, KraneError, printable, type Text } from "../core/index.ts";
import { loadRegistry } from "../detect/registry.ts";
import { runChecks } from "../detect/run-checks.ts";
import { captureHost } from "../host/capture.ts";
import { type CaptureCounts, countsOf, MANIFEST, manifestText } from "../host/capture-manifest.ts";
import { CAPTURE_LIMITS, type CaptureTree } from "../host/capture-tree.ts";
import { type CaptureTarget, demandTarget, writeCapture } from "../host/capture-write.ts";
import { openHost, realRoot } from "../host/open.ts";
import { COMMON_OPTIONS, langOption, parseOptions, printHelp } from "./options.ts";
import { type Terminal, terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";

const CAPTURE_HELP = `Usage: krane-agent capture [options] DIR|FILE.tar.gz

Keeps what the checks see on this host for a support case: krane-agent check --root DIR gives the same answers elsewhere, and a later
version finds what it needs. Starts no child process, changes nothing, takes seconds; at most 64 MiB, 20,000 files, 1 MiB of each file.

Passwords, keys and tokens are taken out, and data of guests is not touched. Serial numbers and addresses stay, as they say which part is
broken. MANIFEST.txt in it names every file, and what is missing or changed and why.

Options:
  --root DIR     capture a captured tree again, instead of this machine
  --force        replace an archive, or a directory that an earlier capture made
  --lang LANG    en or ko (default: by the locale)
  -h, --help     this text

Exit codes: 0 written, 3 not written, 64 wrong usage, 130 interrupted
Example: krane-agent capture /tmp/krane-hn1prod-com0369.tar.gz
`;

const TEXTS = {
  written: {
    en: "wrote {path}: {files} files, {links} links, {bytes} KiB in {seconds} s",
    ko: "{path} 저장: 파일 {files}개, 링크 {links}개, {bytes} KiB, {seconds}초",
  },
  remarks: {
    en: "left out {left}, redacted {redacted}, cut {cut}, unreadable {unreadable}: see MANIFEST.txt",
    ko: "제외 {left}, 가림 {redacted}, 잘림 {cut}, 읽기 실패 {unreadable}: MANIFEST.txt 참고",
  },
  notRoot: {
    en: "not run as root: {denied} of them root could read",
    ko: "root 아님: 그중 {denied}개는 root라면 읽을 수 있음",
  },
  next: { en: "next: {command}", ko: "다음: {command}" },
} as const satisfies Record<string, Text>;

const ARCHIVE = /\.(?:tar\.gz|tgz)$/;
const OTHER_ARCHIVE = /\.(?:tar|zip|gz|xz|zst|bz2|7z|tar\.\w+)$/;

function targetOf(positionals: readonly string[], force: boolean): CaptureTarget {
  const [path, more] = positionals;
  if (path === undefined || path === "" || more !== undefined)
    throw new KraneError("KRANE_CLI_USAGE", "capture takes one DIR or FILE.tar.gz");
  const archive = ARCHIVE.test(path);
  if (!archive && OTHER_ARCHIVE.test(path))
    throw new KraneError("KRANE_CLI_USAGE", `${path}: an archive's name ends with .tar.gz`);
  return { path: resolve(path), archive, force };
}

function say(screen: Terminal, text: Text, values: Readonly<Record<string, string | number>>): void {
  screen.write(`${text[screen.lang].replace(/\{(\w+)\}/g, (_, name: string) => printable(String(values[name])))}\n`);
}

function shellWord(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function nextCommand({ path, archive }: CaptureTarget): string {
  const word = shellWord(path);
  if (!archive) return `krane-agent check --root ${word}`;
  const folder = shellWord(basename(path).replace(ARCHIVE, ""));
  return `mkdir ${folder} && tar xzf ${word} -C ${folder} && krane-agent check --root ${folder}`;
}

interface Done {
  readonly target: CaptureTarget;
  readonly tree: CaptureTree;
  readonly counts: CaptureCounts;
  readonly seconds: number;
}

function summarize(screen: Terminal, { target, tree, counts, seconds }: Done): void {
  const count = (what: string) => tree.remarks.filter((remark) => remark.what === what).length;
  const { files, links } = counts;
  const bytes = Math.ceil(counts.bytes / 1024);
  say(screen, TEXTS.written, { path: target.path, files, links, bytes, seconds: seconds.toFixed(1) });
  const [left, unreadable] = [count("left out"), count("unreadable")];
  say(screen, TEXTS.remarks, { left, redacted: count("redacted"), cut: count("cut"), unreadable });
  const denied = tree.remarks.filter(({ what, why }) => what === "unreadable" && /^(?:EACCES|EPERM)$/.test(why)).length;
  if (process.geteuid?.() !== 0) say(screen, TEXTS.notRoot, { denied });
  say(screen, TEXTS.next, { command: nextCommand(target) });
}

async function capture(target: CaptureTarget, root: string | undefined, signal: AbortSignal): Promise<Done> {
  await demandTarget(target);
  const startedAt = new Date();
  const start = performance.now();
  const real = root === undefined ? "/" : realRoot(root);
  const host = openHost(defined({ root }));
  const { checks } = await loadRegistry(["checks"]);
  const look = (recorded: typeof host) => runChecks(checks, recorded);
  const tree = await captureHost({ host, root: real === "/" ? "" : real, look, limits: CAPTURE_LIMITS, signal });
  const counts = countsOf(tree);
  const seconds = (performance.now() - start) / 1000;
  const kernel = (await host.read("/proc/sys/kernel/osrelease").catch(() => undefined))?.trim() ?? release();
  const user = process.geteuid?.() === 0 ? "root" : `user ${process.geteuid?.()}`;
  tree.addAlways(
    MANIFEST,
    manifestText(tree, { version: VERSION, host: host.site.host, kernel, user, startedAt, seconds }),
  );
  await writeCapture(target, tree.entries, signal);
  return { target, tree, counts, seconds: (performance.now() - start) / 1000 };
}

/** Exit codes of a shell for what ended a command: 128 and the signal's number. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** `krane-agent capture` */
export async function captureCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: { ...COMMON_OPTIONS, root: { type: "string" }, force: { type: "boolean" }, lang: { type: "string" } },
  });
  const screen = terminal(langOption(values.lang));
  if (values.help === true) return printHelp(CAPTURE_HELP, screen);
  const target = targetOf(positionals, values.force === true);
  const ended = new AbortController();
  let code = 0;
  for (const [name, number] of Object.entries(SIGNALS)) {
    process.once(name, () => {
      code = number;
      ended.abort();
    });
  }
  try {
    summarize(screen, await capture(target, values.root, ended.signal));
    return 0;
  } catch (error) {
    if (!ended.signal.aborted) throw error;
    screen.warn(`krane-agent capture: interrupted, nothing was written to ${printable(target.path)}\n`);
    return code;
  }
}
