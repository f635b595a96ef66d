/** What stands in a capture where a secret stood. */
export const REDACTED = "<redacted>";

/** Files that hold nothing else than secrets, and whatever belongs to guests and users: never read for a capture. */
const CLOSED: readonly (readonly [why: string, pattern: RegExp])[] = [
  ["password hashes", /^\/etc\/(?:g?shadow|security\/opasswd)-?$/],
  ["a key or a credential", /\.(?:key|keys|pem|p12|pfx|jks|keytab|kdbx|cred|credentials)$|\/(?:private|secrets?)\//],
  ["a key or a credential", /^\/etc\/(?:ssh\/ssh_host|krb5|ceph|kubernetes|sudoers|wireguard|ipsec)/],
  ["of users", /^\/(?:root|home)\//],
  [
    "of guests",
    /^\/(?:var\/lib\/(?:libvirt|nova|docker|containerd|kubelet|glance|cinder)|(?:var\/)?run\/(?:libvirt|secrets))\//,
  ],
  [
    "memory or words of a process",
    /^\/proc\/(?:self|\d+)\/(?:task\/\d+\/)?(?:environ|cmdline|mem|maps|smaps|auxv|stack|root|cwd|fd)(?:\/|$)/,
  ],
  ["addresses or keys of the kernel", /^\/proc\/(?:kcore|kallsyms|iomem|ioports|keys|key-users|vmallocinfo|kpage\w+)$/],
  ["the kernel's insides", /^\/sys\/kernel\/(?:debug|tracing|notes|vmcoreinfo)(?:\/|$)|\/sections\/\./],
];

/** Why the file at `path` is left out of a capture whatever it holds; undefined where it is not. */
export function closedWhy(path: string): string | undefined {
  return CLOSED.find(([, pattern]) => pattern.test(path))?.[0];
}

const WORD =
  "(?:pass(?:word|wd|phrase|code)|secret|token|credentials?|(?:api|private|access|auth|encryption|shared|psk|luks)[-_.]?key|[-_.]key|psk|community)";
const NAME = `(?:[\\w.-]{0,64}${WORD}[\\w.-]{0,32}|(?<![\\w.-])key)`;
/** "vnc_password = \"x\"" and "password: x y" alone on their lines: everything behind the sign is the value. */
const SETTING = new RegExp(
  `^([\\s#;]{0,80}(?:-\\s|(?:export|set)\\s)?["']?${NAME}["']?\\s{0,40}[:=]\\s{0,40})\\S.*$`,
  "i",
);
/** "credentials=/root/x,username=y" among other words, as in fstab and on the kernel's command line. */
const OPTION = new RegExp(`(${NAME}["']?[:=])(?:"[^"]*"?|'[^']*'?|[^\\s,]+)`, "gi");
/** "http://user:secret@host" */
const LOGIN = /(:\/\/[^\s:@/]{1,64}:)[^\s@/]{1,256}@/g;
const PRIVATE_KEY = /^-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/m;

/** A text without its secrets, and how many were taken out. */
export interface Redacted {
  readonly text: string;
  readonly count: number;
}

/** What every secret's line holds; most lines end here. */
const HINT = /pass|secret|token|credential|key|psk|community|:\/\//i;
const LINE_CHARACTERS = 16_384;

/** A line of many words, as of fstab or the kernel's command line: whatever stands behind a secret there stays. */
type Layout = "setting" | "words";

function redactLine(line: string, layout: Layout): Redacted {
  if (!HINT.test(line)) return { text: line, count: 0 };
  if (line.length > LINE_CHARACTERS) return { text: REDACTED, count: 1 };
  if (layout === "setting" && SETTING.test(line)) return { text: line.replace(SETTING, `$1${REDACTED}`), count: 1 };
  let count = 0;
  const hide = (_: string, name: string) => {
    count += 1;
    return `${name}${REDACTED}`;
  };
  const text = line.replace(OPTION, hide).replace(LOGIN, (found, login: string) => `${hide(found, login)}@`);
  return { text, count };
}

function redactLines(text: string, layout: Layout, isMeant = (_line: string) => true): Redacted {
  let count = 0;
  const lines = text.split("\n").map((line) => {
    if (!isMeant(line)) return line;
    const found = redactLine(line, layout);
    count += found.count;
    return found.text;
  });
  return { text: lines.join("\n"), count };
}

/** Names and numbers of the users; neither their real names nor where they live, nor a hash of old. */
function redactPasswd(text: string): Redacted {
  const line = (entry: string) => {
    const [name = "", , uid = "", gid = ""] = entry.split(":");
    return entry.includes(":") ? `${name}:x:${uid}:${gid}::/:` : entry;
  };
  return { text: text.split("\n").map(line).join("\n"), count: 0 };
}

function redactGroup(text: string): Redacted {
  return { text: text.replace(/^([^:\n]*):[^:\n]*:/gm, "$1:x:"), count: 0 };
}

/** The kernel's log repeats its command line, and so does what the daemon kept of it. */
const COMMAND_LINE = /ommand line:/;
const LOGS = /^\/(?:extra\/(?:kmsg\.raw|dmesg\.txt)|var\/log\/dmesg)$/;

function redactLog(text: string): Redacted {
  return redactLines(text, "words", (line) => COMMAND_LINE.test(line));
}

/** What the daemon keeps: the boot's lines are a string in it. undefined where it is no JSON. */
function redactKept(text: string): Redacted | undefined {
  let count = 0;
  const inString = (_: string, value: unknown) => {
    if (typeof value !== "string") return value;
    const found = redactLog(value);
    count += found.count;
    return found.text;
  };
  try {
    return { text: JSON.stringify(JSON.parse(text, inString)), count };
  } catch {
    return undefined;
  }
}

/** Control files of monit: who may ask it, and how it logs in to mail servers, databases and an M/Monit. */
const MONIT = /\/monitrc$|\.monitrc$|^\/etc\/monit\//;
const MONIT_LOGIN =
  /(\ballow\s{1,64})(?!localhost\b|cleartext\b|md5\b|crypt\b|@|\d{1,3}(?:\.\d{1,3}){3})(?:"[^"\n]*"?|'[^'\n]*'?|[^\s"'])+/gi;
const MONIT_PASSWORD = /(\b(?:username|password)\s{1,64})(?:"[^"\n]*"?|'[^'\n]*'?|\S{1,256})/gi;

function redactMonit(text: string): Redacted {
  let count = 0;
  const hide = (_: string, before: string) => {
    count += 1;
    return `${before}${REDACTED}`;
  };
  const without = text.replace(MONIT_LOGIN, hide).replace(MONIT_PASSWORD, hide);
  const rest = redactLines(without, "words");
  return { text: rest.text, count: count + rest.count };
}

const WORDS = /^\/proc\/|^\/etc\/fstab$/;

/** Texts of the kernel hold none, but for what it was told at boot and at a mount. */
function canHoldSecrets(path: string): boolean {
  if (path.startsWith("/proc/")) return /\/(?:cmdline|mounts|mountinfo)$/.test(path);
  return !path.startsWith("/sys/");
}

/** `text` of the file at `path` as it may leave the host; undefined where the whole file must stay. */
export function redacted(path: string, text: string): Redacted | undefined {
  if (!canHoldSecrets(path)) return { text, count: 0 };
  if (PRIVATE_KEY.test(text)) return undefined;
  if (path === "/etc/passwd") return redactPasswd(text);
  if (path === "/etc/group") return redactGroup(text);
  if (LOGS.test(path)) return redactLog(text);
  if (MONIT.test(path)) return redactMonit(text);
  if (path.endsWith("/kept.json")) return redactKept(text);
  if (path.startsWith("/extra/")) return { text, count: 0 };
  return redactLines(text, WORDS.test(path) ? "words" : "setting");
}

/** Texts that name this very machine: serial numbers, UUIDs and hardware addresses are needed to tell which part is broken. */
const NAMING = /serial|uuid|wwid|\/address$|\/DMI$|asset_tag|\/extra\/smart-|boot_id$|kernel\/hostname$|ipmi-/;

export function namesTheMachine(path: string): boolean {
  return NAMING.test(path);
}
