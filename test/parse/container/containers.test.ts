import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Container } from "../../../src/parse/container/container.ts";
import { countedBefore, growthOf } from "../../../src/parse/container/container-restarts.ts";
import { extrasOn } from "../../../src/parse/container/container-sets.ts";
import { judged } from "../../../src/parse/container/container-state.ts";
import { containerVerdicts } from "../../../src/parse/container/container-verdict.ts";
import { parseCriContainers } from "../../../src/parse/container/cri-containers.ts";
import { refusalOf } from "../../../src/parse/container/daemon-refusal.ts";
import { parseDockerContainers } from "../../../src/parse/container/docker-containers.ts";
import { restartAttributes, startsOf } from "../../../src/parse/container/restart-steps.ts";
import { KRANE_U22 } from "../../../src/profiles/krane.ts";
import { parseCases } from "../../support/cases.ts";
import { parseFiles } from "../../support/txtar.ts";

const FIXTURE = readFileSync(new URL("../../fixtures/checks/containers.txtar", import.meta.url), "utf8");
const TEXTS = parseCases(FIXTURE)
  .flatMap(({ body }) => parseFiles(body))
  .flatMap(({ path, content }) => (/containers\.json$/.test(path) && typeof content === "string" ? [content] : []));
const PARSERS = [parseDockerContainers, parseCriContainers];
const MINUTE = 60_000;

const mutated = fc
  .tuple(
    fc.constantFrom(...TEXTS),
    fc.nat(),
    fc.nat(80),
    fc.oneof(fc.string(), fc.constantFrom("null", "-1", "[]", "{}", '"', "1e999")),
  )
  .map(([text, at, length, put]) => {
    const from = at % (text.length + 1);
    return text.slice(0, from) + put + text.slice(from + length);
  });

const container: Container = {
  ...{ id: "c5affbfc6253", service: "nova-compute", name: "nova_nova-compute_1", project: "nova" },
  ...{ state: "running", isUnhealthy: false, createdAt: 0, restarts: 0, line: "" },
};

function growth(restarts: number, line: string, now: number, more: Partial<Container> = {}) {
  return growthOf("n", { ...container, ...more, restarts }, { now, before: countedBefore({ restarts: [line] }) });
}

describe("lists of containers", () => {
  test("never throw, whatever they hold, and nor do the verdicts on them", () => {
    const restarting = { runtime: "docker", lastHour: 0 } as const;
    fc.assert(
      fc.property(fc.oneof(mutated, fc.json(), fc.string()), fc.boolean(), (text, isWanted) => {
        for (const parse of PARSERS) {
          const found = parse(text);
          const groups = isWanted ? KRANE_U22.wanted.containers?.docker : undefined;
          const context = { now: 0, before: countedBefore(undefined), restarting, groups, profile: "p" };
          if (found !== undefined) expect(containerVerdicts(found, context).verdicts.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("are judged whole or not at all: an entry that is none would make others look missing", () => {
    const entry = { id: "a", metadata: { name: "x" }, state: "CONTAINER_RUNNING" };
    expect(parseCriContainers(JSON.stringify({ containers: [entry] }))?.containers).toHaveLength(1);
    for (const bad of [null, {}, { ...entry, id: "" }, { ...entry, metadata: {} }, { ...entry, state: 1 }])
      expect(parseCriContainers(JSON.stringify({ containers: [entry, bad] }))).toBeUndefined();
    expect(parseDockerContainers('[{"Id":"../../etc","State":"running"}]')).toBeUndefined();
  });

  test("of 10,000 containers are judged at once", () => {
    const entry = (n: number) => ({
      Id: n.toString(16).padStart(12, "0"),
      Names: [`/x${n}`],
      State: "running",
      Status: "Up 1 second",
      Labels: { "com.docker.compose.project": "nova" },
    });
    const found = parseDockerContainers(JSON.stringify(Array.from({ length: 10_000 }, (_, n) => entry(n))));
    const groups = { nova: ["nova-compute"] };
    const context = {
      now: 0,
      before: countedBefore(undefined),
      restarting: { runtime: "docker", lastHour: 0 },
      groups,
      profile: "p",
    } as const;
    const startedAt = performance.now();
    expect(containerVerdicts(found ?? { containers: [], pods: [] }, context).verdicts).toHaveLength(65);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

describe("restarts", () => {
  test("are counted of the same container within ten minutes", () => {
    expect(growth(7, `n ${container.id} 3 0`, MINUTE)).toEqual({ restarts: 4, keep: `n ${container.id} 3 0` });
    expect(growth(7, `n ${container.id} 3 0`, 11 * MINUTE)).toEqual({
      restarts: 0,
      keep: `n ${container.id} 7 ${11 * MINUTE}`,
    });
  });

  test("begin anew with another container, a start by hand, and what is no line", () => {
    expect(growth(7, "n other 3 0", MINUTE).restarts).toBe(0);
    expect(growth(0, `n ${container.id} 3 0`, MINUTE)).toEqual({ restarts: 0, keep: `n ${container.id} 0 ${MINUTE}` });
    for (const line of ["", "n", `n ${container.id} x 0`, `n ${container.id} 3`])
      expect(growth(7, line, MINUTE).restarts).toBe(0);
  });

  test("go on in the same pod, where each attempt is another container", () => {
    const pod = { name: "nova", namespace: "krane", uid: "uid" };
    expect(growth(2, "n uid 1 0", MINUTE, { pod, id: "another" }).restarts).toBe(1);
  });

  test("three of them by hand are no crash loop, once the container has come to stay", () => {
    expect(judged({ ...container, restarts: 3, upSeconds: 40 }, 3, 0).reason).toBe("ContainerRestarted");
    expect(judged({ ...container, restarts: 3, upSeconds: 4 }, 3, 0).reason).toBe("ContainerCrashLoop");
    expect(judged({ ...container, restarts: 1, upSeconds: 4 }, 1, 0).reason).toBe("ContainerSettling");
    expect(judged({ ...container, restarts: 9 }, 4, 0).reason).toBe("ContainerCrashLoop");
  });
});

describe("the sets", () => {
  test("have a name that may run and need not, and no other", () => {
    const pod = { name: "nova", namespace: "krane", uid: "uid" };
    const all = ["nova-compute", "nova-compute-ssh", "nova-api", "kube-proxy"].map((service) => ({
      ...container,
      pod,
      service,
      name: service,
    }));
    const extras = extrasOn(KRANE_U22.wanted.containers?.containerd ?? {}, all);
    expect(extras.map(({ container: { service } }) => service)).toEqual(["nova-api"]);
  });
});

describe("the restart steps", () => {
  test("count the starts of the last hour that were no part of the boot", () => {
    const now = 10_000 * 1000;
    const before = { starts: ["1000000", "9000000", "nonsense"] };
    expect(startsOf({ startedAt: [9_500_400], before, now, up: 9000 })).toEqual(["9000000", "9500000"]);
    expect(startsOf({ startedAt: [9_500_400], before: undefined, now, up: 600 })).toEqual([]);
    expect(startsOf({ startedAt: [], before: undefined, now, up: undefined })).toEqual([]);
    // containerd and, ten seconds later, kubelet are one restart; so are the two times of one start.
    expect(startsOf({ startedAt: [9_500_400, 9_510_000, 9_499_000], before, now, up: 9000 })).toEqual([
      "9000000",
      "9499000",
    ]);
    expect(startsOf({ startedAt: [9_500_400, 9_560_000], before: { starts: ["9499000"] }, now, up: 9000 })).toEqual([
      "9499000",
      "9560000",
    ]);
  });

  test("have no command with a name that is none", () => {
    const restarting = { runtime: "containerd", lastHour: 1 } as const;
    expect(restartAttributes(restarting, { groups: ["nova"], service: "x$(reboot)" })).not.toHaveProperty([
      "krane.restart.group",
    ]);
    expect(restartAttributes(restarting, { groups: ["nova", "neutron"] })["krane.restart.group"]).toBe(
      "crictl stop $(crictl ps -q --name '^(nova|neutron)-')",
    );
  });
});

test.each([
  ["connect ENOENT /run/docker.sock", "gone"],
  ["connect ECONNREFUSED /run/docker.sock", "gone"],
  ["no answer within 1800 ms", "silent"],
  ["connect EAGAIN /run/docker.sock", "silent"],
  ["the reply is not a list of containers", "unseen"],
])("%s is %s", (why, kind) => {
  expect(refusalOf({ known: false, why })).toBe(kind);
  expect(refusalOf({ known: false, why, denied: true })).toBe("denied");
});
