import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Attributes } from "../../src/core/index.ts";
import { askMonit } from "../../src/host/monit.ts";
import { openHost } from "../../src/host/open.ts";
import { readRequest } from "../../src/host/probe-request.ts";
import { parseXml } from "../../src/host/xml.ts";
import { monitVerdicts } from "../../src/parse/monit/monit.ts";
import { processesOf, seenService } from "../../src/parse/monit/monit-host.ts";
import { monitHttpd } from "../../src/parse/monit/monit-httpd.ts";
import { endsOf } from "../../src/parse/monit/monit-log-tail.ts";
import { monitControl } from "../../src/parse/monit/monitrc-files.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryFolder } from "../support/folder.ts";
import { freeze } from "../support/freeze.ts";

const MONIT = "/usr/bin/monit";
const HEAD = "HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n";
const XML = '<?xml version="1.0" encoding="ISO-8859-1"?>';

/** Somebody on a socket of its own who says what the test wants. */
async function pretender(say: (socket: Socket, request: string) => void) {
  const folder = temporaryFolder();
  const socket = join(folder.path, "monit.sock");
  const requests: string[] = [];
  const server = createServer((client) => {
    client.on("error", () => undefined);
    client.once("data", (bytes) => {
      requests.push(bytes.toString());
      say(client, bytes.toString());
    });
  });
  server.listen(socket);
  await once(server, "listening");
  return {
    place: { socket },
    requests,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** Why there was no status of somebody who says `text`. */
async function refused(text: string | Buffer): Promise<string> {
  await using fake = await pretender((client) => client.end(text));
  const answer = await askMonit({ place: fake.place });
  return answer.known ? "an answer" : answer.why;
}

describe("monit's interface", () => {
  test("is asked by GET alone, with its login", async () => {
    await using fake = await pretender((client) =>
      client.end(`${HEAD}${XML}<monit><server><version>5</version></server></monit>`),
    );
    expect(await askMonit({ place: fake.place, login: "a:b" })).toMatchObject({ known: true, value: { version: "5" } });
    expect(fake.requests).toHaveLength(1);
    expect(fake.requests[0]).toMatch(/^GET \/_status\?format=xml&level=full HTTP\/1\.1\r\n/);
    expect(fake.requests[0]).toContain(`Authorization: Basic ${Buffer.from("a:b").toString("base64")}`);
  });

  test("has Latin-1 names", async () => {
    const xml = `${HEAD}${XML}<monit><server><version>5</version></server><service type="3"><name>caf\xe9</name></service></monit>`;
    await using fake = await pretender((client) => client.end(Buffer.from(xml, "latin1")));
    expect(await askMonit({ place: fake.place })).toMatchObject({ value: { services: [{ name: "café" }] } });
  });

  test("that refuses the login is a matter of rights", async () => {
    await using fake = await pretender((client) => client.end("HTTP/1.0 401 Unauthorized\r\n\r\n"));
    expect(await askMonit({ place: fake.place, login: "a:secret" })).toEqual({
      known: false,
      why: "monit refuses the login of its control file (401)",
      denied: true,
    });
  });

  test.each([
    ["nothing", "", /socket hang up/],
    ["another protocol", "SSH-2.0-OpenSSH_9.2\r\n", /Parse Error/],
    ["another page", `${HEAD}<html><body>hello</body></html>`, /not monit's status/],
    ["half a document", `${HEAD}${XML}<monit><server><version>5</version>`, /unclosed tag|unexpected end/i],
    [
      "an entity bomb",
      `${HEAD}<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><monit>&b;</monit>`,
      /document type/,
    ],
    ["an unknown entity", `${HEAD}${XML}<monit>&b;</monit>`, /entity/i],
    [
      "a control character in a name",
      `${HEAD}${XML}<monit><service><name>a\x1b[2Jb</name></service></monit>`,
      /disallowed character/,
    ],
    [
      "more elements than any",
      `${HEAD}${XML}<monit>${"<service/>".repeat(20_000)}</monit>`,
      /more than 16384 elements/,
    ],
    ["a depth that nobody has", `${HEAD}${XML}${"<a>".repeat(5000)}`, /elements deep/],
    ["a failure of its own", "HTTP/1.0 503 Busy\r\n\r\n", /HTTP 503/],
  ])("gives no status by %s", async (_, text, why) => {
    expect(await refused(text)).toMatch(why);
  });

  test("gives no status by 100 MB, of which little is read", async () => {
    let sent = 0;
    const piece = Buffer.alloc(65_536, 32);
    await using fake = await pretender((client) => {
      client.write(HEAD);
      const more = () => {
        while (sent < 100_000_000 && !client.destroyed) {
          sent += piece.length;
          if (!client.write(piece)) return;
        }
      };
      client.on("drain", more);
      more();
    });
    expect(await askMonit({ place: fake.place })).toMatchObject({ known: false, why: /more than 1 MiB/ });
    expect(sent).toBeLessThan(20_000_000);
  });

  test.each([
    ["that is silent", () => undefined],
    ["that gives byte by byte", (client: Socket) => void setInterval(() => client.write("H"), 10).unref()],
    ["that stops in the middle", (client: Socket) => void client.write(`${HEAD}${XML}<monit>`)],
  ])("%s is given up in time, and not called down", async (_, say) => {
    await using fake = await pretender(say);
    const started = performance.now();
    expect(await askMonit({ place: fake.place }, 150)).toMatchObject({ known: false });
    expect(performance.now() - started).toBeLessThan(1500);
  });

  test("where nobody listens", async () => {
    const answer = await askMonit({ place: { socket: "/nonexistent/monit.sock" } });
    expect(answer).toMatchObject({
      known: false,
      why: /^no status from monit on \/nonexistent\/monit.sock: connect ENOENT/,
    });
  });

  test("is asked for by the name of its control file alone", () => {
    expect(readRequest({ verb: "monit-status", args: { control: "/etc/monitrc" } })).toMatchObject({
      verb: "monit-status",
    });
    for (const args of [{}, { control: "/tmp/monitrc" }, { control: 1 }, { host: "127.0.0.1", port: 22 }])
      expect(readRequest({ verb: "monit-status", args })).toBe("arguments of monit-status not allowed");
  });
});

test("an XML document of nothing is an error and nothing else", () => {
  expect(() => parseXml("")).toThrow();
});

/** A service beside the usual three: what it runs, and what its control file says more of it. */
type Extra = readonly [name: string, command: string, statements: string];

/** A monit of our own, with processes that it starts. The path of its control file is no host's, so the host is told where to find it. */
async function realMonit(more: readonly Extra[] = []) {
  const folder = temporaryFolder();
  const at = (path: string) => join(folder.path, path);
  for (const dir of ["jobs", "run", "job"]) mkdirSync(at(dir));
  const ctl = (name: string, command: string, statements = "") => {
    const pid = at(`run/${name}.pid`);
    mkdirSync(at(`jobs/${name}`));
    const stop = `kill $(cat ${pid}); rm -f ${pid}`;
    writeFileSync(
      at(`jobs/${name}/ctl`),
      `#!/bin/sh\ncase $1 in\nstart) ${command} & echo $! >${pid} ;;\nstop) ${stop} ;;\nesac\n`,
    );
    chmodSync(at(`jobs/${name}/ctl`), 0o755);
    const programs = ["start", "stop"].map(
      (action) => `  ${action} program = "${at(`jobs/${name}/ctl`)} ${action}" with timeout 2 seconds\n`,
    );
    writeFileSync(
      at(`job/${name}.monitrc`),
      `check process ${name} with pidfile ${pid}\n${programs.join("")}${statements}\n`,
      {
        mode: 0o600,
      },
    );
  };
  ctl("good", "sleep 90001");
  ctl("lost", "sleep 90002");
  ctl("crash", "sleep 0.05");
  for (const extra of more) ctl(...extra);
  const rc = [
    "set daemon 1",
    ...["log", "pidfile", "idfile", "statefile"].map((what) => `set ${what} ${at(`monit.${what}`)}`),
    `set httpd unixsocket ${at("monit.sock")} allow admin:"s3 cret"`,
    `include ${at("job")}/*.monitrc`,
  ];
  writeFileSync(at("monitrc"), `${rc.join("\n")}\n`, { mode: 0o600 });
  const child = spawn(MONIT, ["-I", "-c", at("monitrc")], { stdio: "ignore" });
  return {
    at,
    freeze: () => freeze(child.pid),
    thaw: () => void child.kill("SIGCONT"),
    cli: (...args: string[]) => execFileSync(MONIT, ["-c", at("monitrc"), ...args], { stdio: "pipe" }).toString(),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await once(child, "exit");
      for (const name of ["good", "lost", "crash", ...more.map(([own]) => own)]) killed(at(`run/${name}.pid`));
      folder[Symbol.dispose]();
    },
  };
}

function killed(pidFile: string): void {
  try {
    const pid = Number(readFileSync(pidFile, "utf8"));
    // 0 would be our own group.
    if (pid > 1) process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already: that is what was wanted.
  }
}

/** What the check says of each service, with the address, login and pid files of the control file. */
async function judged(control: string, facts?: Attributes) {
  const host = openHost();
  const files = await monitControl(host, control as "/etc/monitrc");
  const httpd = files.known ? monitHttpd(files.value.files.flatMap(({ words }) => words)) : "unread";
  if (typeof httpd !== "object") throw new Error(String(httpd));
  const status = await askMonit({ place: httpd.place, login: httpd.login });
  const kept = facts === undefined ? undefined : { bootId: "b", at: Date.now(), facts };
  const processes = status.known ? await processesOf(host, status.value, files) : new Map();
  const ends = status.known ? await endsOf(host, status.value, files.known ? files.value : undefined) : new Map();
  const verdicts = monitVerdicts({ control: files, status, processes, ends, kept, bootId: "b" });
  return { verdicts, reasons: Object.fromEntries(verdicts.map(({ subject, reason }) => [subject?.name, reason])) };
}

async function programs(control: string) {
  const files = await monitControl(openHost(), control as "/etc/monitrc");
  const services = files.known ? files.value.services : [];
  const seen = await Promise.all(services.map((service) => seenService(openHost(), service)));
  return Object.fromEntries(seen.map(({ service, programs: list }) => [service.name, list.map(({ state }) => state)]));
}

describe.skipIf(!existsSync(MONIT))("a real monit (skipped where Debian's package monit is not installed)", () => {
  test("of which one process is killed, one loops, and one job is removed", { timeout: 60_000 }, async () => {
    await using monit = await realMonit();
    const control = monit.at("monitrc");
    const until = (name: string, reason: string) =>
      eventually(async () => {
        const said = await judged(control);
        return said.reasons[name] === reason ? said : undefined;
      });
    await until("good", "ServiceFine");
    const well = await until("lost", "ServiceFine");
    expect(JSON.stringify(well.verdicts)).not.toContain("s3 cret");
    expect(well.reasons.crash).not.toBe("ServiceFine");
    expect(await programs(control)).toMatchObject({ lost: ["there", "there"] });

    renameSync(monit.at("jobs/lost"), monit.at("jobs/lost.gone"));
    expect((await judged(control)).reasons.lost).toBe("ServiceFine");
    expect(await programs(control)).toMatchObject({ lost: ["missing", "missing"], good: ["there", "there"] });
    monit.cli("restart", "lost");
    await until("lost", "ActionPending");

    killed(monit.at("run/lost.pid"));
    await until("lost", "ServiceDead");
    monit.cli("unmonitor", "good");
    await until("good", "Unmonitored");
    monit.cli("monitor", "good");
    await until("good", "ServiceFine");
    monit.cli("stop", "good");
    await until("good", "StoppedByUser");
  });

  test("says in its log alone who ended the watch; what hangs on whom is told", { timeout: 60_000 }, async () => {
    await using monit = await realMonit([
      ["given", "sleep 0.05", "  if 2 restarts within 3 cycles then unmonitor"],
      ["child", "sleep 90003", "  depends on parent"],
      ["parent", "sleep 90004", ""],
    ]);
    const control = monit.at("monitrc");
    const until = (name: string, reason: string) =>
      eventually(async () => ((await judged(control)).reasons[name] === reason ? true : undefined), { ms: 20_000 });
    await until("given", "GaveUp");
    for (const name of ["good", "lost", "child", "parent"]) await until(name, "ServiceFine");
    monit.cli("stop", "good");
    await until("good", "StoppedByUser");
    renameSync(monit.at("jobs/parent"), monit.at("jobs/parent.gone"));
    killed(monit.at("run/parent.pid"));
    await until("child", "DependencyDown");
    expect((await judged(control)).reasons.parent).toBe("ServiceDead");
  });

  test("has a process that loops, which several looks tell and one does not", { timeout: 60_000 }, async () => {
    await using monit = await realMonit();
    let keep: Attributes | undefined;
    const first = await eventually(async () => {
      const said = await judged(monit.at("monitrc"), keep);
      keep = said.verdicts[0]?.keep;
      return said.reasons.crash === "CrashLoop" ? said : undefined;
    });
    expect(first.reasons).toMatchObject({ good: "ServiceFine", lost: "ServiceFine" });
    expect((await judged(monit.at("monitrc"))).reasons.crash).not.toBe("CrashLoop");
  });

  test("that is stopped is not known, and nothing is down", { timeout: 30_000 }, async () => {
    await using monit = await realMonit();
    await eventually(async () => ((await judged(monit.at("monitrc"))).reasons.good === undefined ? undefined : true));
    await monit.freeze();
    const { verdicts } = await judged(monit.at("monitrc"));
    monit.thaw();
    expect(verdicts).toMatchObject([{ status: "unknown", reason: "MonitUnreachable" }]);
    expect(String(verdicts[0]?.attributes?.["krane.monit.why"])).toContain("no answer within 1500 ms");
  });
});
