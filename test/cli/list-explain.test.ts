import { describe, expect, test } from "vitest";
import { loadRegistry } from "../../src/detect/registry.ts";
import { PROFILES } from "../../src/profiles/choose.ts";
import { ranOn, whyNoHost } from "../support/fleet-host.ts";
import { agent, bash } from "../support/program.ts";

const { checks, rules } = await loadRegistry();
const ids = [...checks, ...rules].map(({ id }) => id);
const profiles = PROFILES.map(({ name }) => name);
const OOPS = "test/fixtures/seeds/guest-oops.dmesg";
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

describe("list", () => {
  test("names every detector and profile once, in both languages", () => {
    for (const lang of ["en", "ko"]) {
      const lines = agent(["list", "--lang", lang]).out.trimEnd().split("\n");
      expect(lines.map((line) => line.split(" ", 1)[0])).toEqual([...ids, ...profiles]);
    }
  });

  test("-o json keeps its keys", () => {
    const { schema, detectors, ...rest } = JSON.parse(agent(["list", "-o", "json"]).out);
    expect(schema).toBe("krane.list.v1");
    expect(rest.profiles.map(Object.keys)).toEqual(profiles.map(() => ["name", "title", "regions", "wanted"]));
    expect(detectors.map(Object.keys)).toEqual(ids.map(() => ["id", "kind", "title", "case", "runbook"]));
  });
});

const HEADINGS = {
  en: ["Impact", "Verify", "Mitigate", "Escalate", "Reference"],
  ko: ["영향", "확인", "조치", "전파", "참고"],
};

/** Explains guest-oops with a finding that is handed in. */
function explain(finding: string, id = "guest-oops", lang = "en") {
  return agent(["explain", id, "--finding", "-", "--lang", lang], { input: finding });
}

describe("explain", () => {
  test.each(["en", "ko"] as const)("has the five headings for every detector: %s", (lang) => {
    for (const id of ids) {
      const { code, out } = agent(["explain", id, "--lang", lang]);
      expect(code).toBe(0);
      expect(out.split("\n").filter((line) => HEADINGS[lang].includes(line))).toEqual(HEADINGS[lang]);
      // A word for each name that no finding gave, and not the name of its attribute.
      expect(out.slice(out.indexOf(`\n${HEADINGS[lang][0]}\n`))).not.toMatch(/<[a-z]+\.[\w.]+>/);
    }
  });

  test.each([
    ["en", "This finding: qemu-system-x86[18119]: BUG"],
    ["ko", "이 건: qemu-system-x86[18119]: BUG"],
  ])("fills the runbook from a scan that is piped in: %s", (lang, said) => {
    const line = `agent scan -o json ${OOPS} | agent explain guest-oops --lang ${lang} --finding -`;
    const { code, out } = bash(line);
    expect(code).toBe(0);
    expect(out).toContain(said);
    expect(out).toMatch(/pid 18119/);
  });

  test("takes a single finding, ndjson and a check's result as well", () => {
    const { findings } = JSON.parse(agent(["scan", "-o", "json", OOPS]).out);
    expect(explain(JSON.stringify(findings[0])).out).toContain("pid 18119");
    expect(explain(agent(["scan", "-o", "ndjson", OOPS]).out).out).toContain("pid 18119");
    const { out } = explain('{"results":[{"check":"swap","message":"said","attributes":{}}]}', "swap");
    expect(out).toContain("This finding: said");
  });

  test("takes the worst of several, which is seldom the first", () => {
    const results = [
      { check: "containers", status: "ok", message: "runs", attributes: { "service.name": "well" } },
      { check: "containers", status: "unknown", message: "hidden", attributes: {} },
      { check: "containers", status: "critical", message: "down", attributes: { "service.name": "nova-compute" } },
      { check: "swap", status: "critical", message: "other", attributes: {} },
    ];
    const { out } = explain(JSON.stringify({ host: "krane-ay1prod-com0001", results }), "containers");
    expect(out).toContain("This finding: down");
    expect(out).toContain("`krane-agent check --only services` on krane-ay1prod-com0001: nova-compute is <its state>.");
  });

  test.skipIf(whyNoHost() !== undefined).each([
    ["krane-ay1prod-com0001", "systemctl restart docker.service", "cd /opt/krane/nova && docker-compose restart"],
    [
      "krane-hn1prod-com0001.dakao.io",
      "systemctl restart containerd.service && systemctl restart kubelet.service",
      "crictl stop $(crictl ps -q --name '^(nova|neutron|hostroute)-')",
    ],
  ])("on a host of the fleet prints that host's own commands: %s", (name, daemon, group) => {
    const { code, out } = ranOn({ name }, ["explain", "containers", "--lang", "en"]);
    expect(code).toBe(0);
    expect(out).toMatch(/\nThis finding: containers not known, (docker|containerd) does not listen: /);
    expect(out).toContain(`the daemon: \`${daemon}\``);
    expect(out).toContain(group);
    expect(out).toContain("in the last hour so far: 0. They count");
    expect(out).toContain(`on ${name.split(".")[0]}:`);
  });

  test.each([
    ["is not JSON", "{", 64],
    ["is a list", "[]", 64],
    ["is null", "null", 64],
    ["is of another detector", '{"detector":"swap"}', 64],
    ["is empty", "", 64],
    ["is deep", `{"detector":${"[".repeat(100_000)}`, 64],
    ["has strange members", '{"findings":[null,1,[],{"detector":7},{"detector":"guest-oops","subject":[1]}]}', 0],
    [
      "has objects for texts",
      '{"detector":"guest-oops","message":{"toString":1},"attributes":{"process.pid":{"a":1}}}',
      0,
    ],
    ["has a list for attributes", '{"detector":"guest-oops","attributes":[1],"subject":{"name":{"toString":null}}}', 0],
    ["names __proto__", '{"detector":"guest-oops","attributes":{"__proto__":{"process.pid":1},"constructor":"x"}}', 0],
  ])("with a finding that %s, gives no trace", (_, finding, code) => {
    const said = explain(finding);
    expect(said.code).toBe(code);
    expect(said.err).not.toMatch(/\n {4}at |TypeError|node:/);
    expect(said.out).not.toContain("[object");
  });

  test("makes no command of what somebody called a container", () => {
    const attributes = { "container.name": "a; reboot", "krane.container.group": "$(id)" };
    const { out } = explain(JSON.stringify({ check: "containers", message: "x", attributes }), "containers");
    expect(out).toContain("`docker rm -f 'a; reboot'`");
    expect(out).toContain("`cd /opt/krane/'$(id)' && docker-compose up -d --no-recreate <service>`");
  });

  test("prints nothing of a hostile finding as it came, and fills no placeholder twice", () => {
    const text = "\u001b[31m\u009b2J\u202e\u0007x";
    const attributes = { "process.pid": text, "host.name": "{process.pid}" };
    const { out } = explain(JSON.stringify({ detector: "guest-oops", message: text, attributes }));
    expect(out).toContain("\\x1b[31m\\x9b2J\\u202e\\x07x");
    expect(out).not.toMatch(UNSAFE);
    expect(out).toContain("The kernel of {process.pid} oopsed");
  });

  test.each([
    [["explain"], "name one check, rule or profile"],
    [["explain", "swap", "kvm"], "name one check, rule or profile"],
    [["explain", "sawp"], "swap"],
    [["explain", "swap", "--finding", "/nowhere"], "/nowhere"],
    [["explain", "swap", "--finding", "/tmp"], "/tmp"],
  ])("%j is wrong usage", (args, said) => {
    const { code, out, err } = agent(args);
    expect({ code, out }).toEqual({ code: 64, out: "" });
    expect(err).toContain(said);
  });
});

describe("explain of a profile", () => {
  test.each(["en", "ko"])("says whose it is, what it wants and what it leaves to the site: %s", (lang) => {
    const { code, out } = agent(["explain", "krane-u20", "--lang", lang]);
    expect(code).toBe(0);
    for (const said of ["ay1prod", "iommuDomain: passthrough", "os: ubuntu 20.04", "vlans: 60", "powerSaving: off"])
      expect(out).toContain(said);
    expect(out.trimEnd().split("\n").at(-1)).toMatch(/: hugepages, mtu$/);
  });

  test("the one that wants nothing says so", () => {
    expect(agent(["explain", "generic"]).out).toContain("Wanted: nothing");
  });
});
