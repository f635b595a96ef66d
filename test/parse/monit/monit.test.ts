import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseXml } from "../../../src/host/xml.ts";
import { neededBehind } from "../../../src/parse/monit/monit-command.ts";
import { loginIn, monitHttpd } from "../../../src/parse/monit/monit-httpd.ts";
import { parseMonit } from "../../../src/parse/monit/monit-line.ts";
import { endsIn } from "../../../src/parse/monit/monit-log-tail.ts";
import { monitStatusOf, parseMonitStatus, readMonitStatus } from "../../../src/parse/monit/monit-status.ts";
import { actionWord, statusWords } from "../../../src/parse/monit/monit-words.ts";
import { parseMonitrc } from "../../../src/parse/monit/monitrc.ts";
import { monitControl } from "../../../src/parse/monit/monitrc-files.ts";
import { monitWords } from "../../../src/parse/monit/monitrc-words.ts";

const CLOCK = { now: Date.UTC(2026, 10, 21, 12) };

/** A document of monit's own, as it came over HTTP (lab, monit 5.2.5 and 5.33 with nine processes). */
function recorded(name: string) {
  const xml = readFileSync(new URL(`../../fixtures/monit/${name}.xml`, import.meta.url), "latin1");
  return monitStatusOf(parseXml(xml), 1);
}

function services(text: string) {
  return parseMonitrc(monitWords(text), "/etc/monitrc").services;
}

function httpd(text: string) {
  return monitHttpd(monitWords(text));
}

describe("monit's status", () => {
  test.each([
    ["525-status", "5.2.5"],
    ["525-status2", "5.2.5"],
    ["533-status", "5.33.0"],
    ["533-status2", "5.33.0"],
  ])("of %s", (name, version) => {
    const status = recorded(name);
    expect(status).toMatchObject({ version, pollS: 3 });
    const list = typeof status === "string" ? [] : status.services;
    expect(list).toHaveLength(14);
    expect(list.find((one) => one.name === "crasher")).toMatchObject({ type: 3, status: 4608, pendingAction: 3 });
    expect(list.find((one) => one.name === "ncp")).toMatchObject({ type: 3, status: 32, monitor: 1, mode: 0 });
    expect(readMonitStatus(JSON.parse(JSON.stringify(status)))).toEqual(status);
  });

  test("knows what somebody asked for, in the middle of seed 001", () => {
    const status = recorded("525-restart-pending");
    const fluentd = typeof status === "string" ? undefined : status.services.find(({ name }) => name === "fluentd");
    expect(fluentd).toMatchObject({ status: 0, monitor: 0, pendingAction: 2 });
  });

  test("takes over no login of an M/Monit, and no number that is none", () => {
    const xml =
      "<monit><server><version>5</version><poll>1e9</poll><credentials><password>x</password></credentials></server><service type='3'><name>a</name><status>-1</status><monitor>99999999999999999</monitor></service></monit>";
    expect(monitStatusOf(parseXml(xml), 7)).toEqual({ version: "5", askedAt: 7, services: [{ name: "a", type: 3 }] });
  });

  test("is none where the document is another", () => {
    expect(monitStatusOf(parseXml("<html><body/></html>"), 1)).toBe("what it said is not monit's status");
    expect(parseMonitStatus('{"version":"5","askedAt":1,"services":[{"name":"a","status":-1}]}')).toBeUndefined();
    void fc.assert(
      fc.property(fc.json(), (text) => {
        parseMonitStatus(text);
      }),
    );
  });

  test("has words for its bits", () => {
    expect(statusWords(0x1200)).toBe("Does not exist, Execution failed");
    expect(statusWords(0)).toBe("OK");
    expect(statusWords(2 ** 40)).toBe("0x10000000000");
    expect([actionWord(0), actionWord(2), actionWord(99)]).toEqual([undefined, "restart", "action 99"]);
  });
});

describe("monit's control file", () => {
  test("names services, programs and their time", () => {
    const text = `check process "my app" with pidfile "/run/a b.pid"
  start program="/bin/sh -c 'x'" as uid vcap and gid vcap with timeout 2 minutes
  stop program = '"/opt/my app/ctl" stop' timeout 5 seconds # restart program = "/no"
  if does not exist then restart
  every 5 cycles
check file conf with path /etc/x
  start program = "relative start"`;
    expect(services(text)).toEqual([
      {
        name: "my app",
        kind: "process",
        pidFile: "/run/a b.pid",
        isRare: true,
        dependsOn: [],
        programs: [
          { action: "start", path: "/bin/sh", timeoutS: 120, at: "/etc/monitrc:2" },
          { action: "stop", path: "/opt/my app/ctl", timeoutS: 5, at: "/etc/monitrc:3" },
        ],
      },
      {
        name: "conf",
        kind: "file",
        isRare: false,
        dependsOn: [],
        programs: [{ action: "start", path: "relative", timeoutS: 30, at: "/etc/monitrc:7" }],
      },
    ]);
  });

  test.each([
    ["/srv/x/ctl start", []],
    ["/bin/sh -c '/srv/x/ctl start >/dev/null 2>&1'", ["/srv/x/ctl"]],
    ["/bin/bash -lc 'exec /srv/x/ctl start'", ["/srv/x/ctl"]],
    ["/bin/bash -c 'cd /srv && ./ctl start; $X'", []],
    ["/bin/sh /srv/x/ctl start", ["/srv/x/ctl (read)"]],
    ["/usr/bin/env A=b -u C /bin/sh -c '/srv/x/ctl start'", ["/bin/sh", "/srv/x/ctl"]],
    ["/bin/su - vcap -c '/srv/x/ctl start'", ["/srv/x/ctl"]],
    ["/usr/bin/sudo -u vcap /srv/x/ctl start", ["/srv/x/ctl"]],
    ["/usr/bin/nice -n 5 /srv/x/ctl start", ["/srv/x/ctl"]],
    ["/usr/bin/python3 -u /srv/x/run.py", ["/srv/x/run.py (read)"]],
    ["/sbin/start-stop-daemon --start --quiet --exec /usr/sbin/x -- -d", ["/usr/sbin/x"]],
    ["/sbin/start-stop-daemon --stop --exec /usr/sbin/x", []],
    ["/var/vcap/jobs/bpm/bin/bpm start nats -p x", ["/var/vcap/jobs/nats/config/bpm.yml (read)"]],
    ["/var/vcap/jobs/bpm/bin/bpm stop nats", []],
    [`${"/usr/bin/env ".repeat(50)}/srv/x`, ["/usr/bin/env", "/usr/bin/env", "/usr/bin/env"]],
  ])("needs what a program runs: %s", (command, expected) => {
    const said = neededBehind(command).map(({ path, isRead }) => (isRead ? `${path} (read)` : path));
    expect(said).toEqual(expected);
  });

  test("names what a service depends on", () => {
    const text = "check process a with pidfile /a depends on b, c\n  depends on d\n  start program = '/x'";
    expect(services(text)[0]).toMatchObject({ dependsOn: ["b", "c", "d"], programs: [{ path: "/x" }] });
  });

  test.each([
    [
      "set httpd port 2822 and use address 127.0.0.1 allow a:b",
      { place: { host: "127.0.0.1", port: 2822 }, login: "a:b" },
    ],
    ["set httpd port 2812\n use address localhost\n allow localhost", { place: { host: "127.0.0.1", port: 2812 } }],
    ["set httpd port 1 and use address ::1 allow a:'x #y'", { place: { host: "::1", port: 1 }, login: "a:x #y" }],
    [
      "set httpd unixsocket /run/monit.sock allow a:b allow r:c read-only",
      { place: { socket: "/run/monit.sock" }, login: "r:c" },
    ],
    [
      "set httpd port 2822 and use address 127.0.0.1\n allow cleartext /var/vcap/monit/monit.user\ncheck system x",
      { place: { host: "127.0.0.1", port: 2822 }, loginFile: "/var/vcap/monit/monit.user" },
    ],
    ["set httpd port 2812 allow 10.0.0.0/8 allow @admin", { place: { host: "127.0.0.1", port: 2812 } }],
    ["set httpd port 2812 and use address 10.1.2.3", "it listens on 10.1.2.3, which is not this host's loopback"],
    ["set httpd port 70000", "its port is no number"],
    ["set httpd unixsocket /run/../etc/x", "its socket's name is not taken"],
    ["set httpd port 2812 with ssl { pemfile: /etc/x }", "it speaks TLS"],
    ["set daemon 10", undefined],
  ])("says where to ask: %s", (text, expected) => {
    expect(httpd(text)).toEqual(expected);
  });

  test("takes the first login of a file", () => {
    expect(loginIn("# x\nvcap:p:q\nother:z\n")).toBe("vcap:p:q");
    expect(loginIn("")).toBeUndefined();
  });

  test("never throws, whatever it holds", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc
        .array(
          fc.constantFrom("check ", "process ", '"', "'", "#", "set httpd ", "allow ", "start program = ", "\n", "/x "),
        )
        .map((parts) => parts.join("")),
    );
    void fc.assert(
      fc.property(text, (any) => {
        services(any);
        httpd(any);
        loginIn(any);
        neededBehind(any);
        endsIn(any);
      }),
    );
  });

  test("includes by patterns, of which none is trusted", async () => {
    const asked: string[] = [];
    const files = {
      read: async (path: string) => (path === "/etc/monitrc" ? text : "check process a with pidfile /a"),
      list: async (path: string) => {
        asked.push(path);
        return ["a1.rc", "b2.rc", ".hidden", "c"];
      },
    };
    let text =
      "include /x/[ab]?.rc\ninclude /x/[!a]*\ninclude /y/[z-a]\ninclude /y/*******************\ninclude rel/*.rc";
    const control = await monitControl(files, "/etc/monitrc");
    const value = control.known ? control.value : undefined;
    expect(value?.files.map(({ path }) => path)).toEqual(["/etc/monitrc", "/x/a1.rc", "/x/b2.rc", "/x/c"]);
    expect(value?.unread).toEqual(["include rel/*.rc: a path that is relative to wherever monit was started"]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom("*", "[", "]", "!", "-", "a", "/", "\\", "^", "(")), async (parts) => {
        text = `include /${parts.join("")}`;
        await monitControl(files, "/etc/monitrc");
      }),
    );
    expect(asked.every((path) => path.startsWith("/"))).toBe(true);
  });

  test("is read in linear time", () => {
    const started = performance.now();
    neededBehind("/usr/bin/env ".repeat(100_000));
    endsIn("'a' stop on user request ".repeat(50_000));
    endsIn("' service restarted 3 times within ".repeat(50_000));
    for (const piece of ['"', "'", "#", "start program ", "check process x ", "every ", "a="])
      services(piece.repeat(1_000_000 / piece.length));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe("a line of monit's", () => {
  test("has its time, in both forms", () => {
    expect(parseMonit("[2026-11-21T06:04:42+0900] error    : 'a' failed to stop", CLOCK)).toMatchObject({
      timestamp: Date.UTC(2026, 10, 20, 21, 4, 42),
      severityNumber: 17,
      from: "monit",
      body: "'a' failed to stop",
    });
    const old = parseMonit("[KST Aug 11 03:16:59] info     : 'a' start: /x", CLOCK);
    expect(old).toMatchObject({ timestamp: new Date(2026, 7, 11, 3, 16, 59).getTime(), severityNumber: 9 });
  });

  test.each([
    [
      "Process 'fluentd'                   not monitored - restart pending",
      "Process 'fluentd' - restart pending: not monitored",
    ],
    [
      " bosh-dns                         Not monitored - stop pe...  Process       ",
      "Process 'bosh-dns' - stop pending: Not monitored",
    ],
    [" vm                               OK                          System        ", "System 'vm' OK"],
    [
      " dead-peer                        Connection failed           Remote Host   ",
      "Remote Host 'dead-peer' Connection failed",
    ],
  ])("of its client is brought into one form: %s", (line, body) => {
    expect(parseMonit(line, CLOCK)).toMatchObject({ from: "monit-client", body });
  });

  test("is none of its log where it only looks like one, and never throws", () => {
    expect(parseMonit("[  12.402211] e1000e 0000:00:02.0 eth0: NIC Link is Down", CLOCK)).toBeUndefined();
    expect(parseMonit("  status      OK", CLOCK, "no service")).toMatchObject({ body: "status OK" });
    expect(parseMonit("  status      OK", CLOCK, "Process 'a'")).toMatchObject({ body: "Process 'a' OK" });
    void fc.assert(
      fc.property(fc.string(), fc.string(), (line, head) => {
        parseMonit(line, CLOCK, head);
      }),
    );
  });
});
