import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { IMAGE } from "../support/container-image.ts";
import { eventually } from "../support/eventually.ts";
import { agentOn, type FleetHost, ranOn, runningOn, whyNoHost } from "../support/fleet-host.ts";
import { ENV } from "../support/program.ts";
import { startContainerd, startDocker, started, whyNot } from "../support/runtimes.ts";
import { socketServer } from "../support/socket-server.ts";

interface Result {
  readonly status: string;
  readonly reason: string;
  readonly subject: { readonly name: string };
  readonly attributes: Readonly<Record<string, unknown>>;
}

const CHECK = ["check", "--only", "containers"];

/** What the check says of each container: "critical ContainerExited". */
function said(host: FleetHost, more: readonly string[] = []) {
  const { code, out } = ranOn(host, [...CHECK, "-o", "json", ...more]);
  const results = JSON.parse(out).results as readonly Result[];
  const by = Object.fromEntries(results.map(({ subject, status, reason }) => [subject.name, `${status} ${reason}`]));
  return { code, results, by };
}

/** The first line of the text that names this container, in one language. */
function line(host: FleetHost, lang: string, name: string): string {
  const { out } = ranOn(host, [...CHECK, "--lang", lang]);
  return out.split("\n").find((one) => one.includes(`containers ${name} `)) ?? out;
}

const SLEEP = "restart: always, entrypoint: [/bin/sleep, '3600']";
const ILL = `${SLEEP}, healthcheck: { test: [CMD, /bin/false], interval: 1s, retries: 1 }`;
const LOOP = "restart: always, entrypoint: [/bin/sh, -c, 'sleep 0.2; exit 3']";

/** A compose project of these services, in the folder of its name. */
function project(docker: { readonly socket: string; readonly folder: string }, name: string, services: object) {
  const cwd = join(docker.folder, "opt", name);
  mkdirSync(cwd, { recursive: true });
  const lines = Object.entries(services).map(
    ([service, rest]) => `  ${service}: { image: "${IMAGE}", network_mode: host, ${rest} }\n`,
  );
  writeFileSync(join(cwd, "docker-compose.yml"), `version: "2.4"\nservices:\n${lines.join("")}`);
  const env = { PATH: process.env.PATH, DOCKER_HOST: `unix://${docker.socket}`, HOME: docker.folder };
  return (...args: readonly string[]) =>
    void execFileSync("/usr/bin/docker-compose", args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
}

const DOCKER_WHY = whyNoHost() ?? whyNot("/usr/sbin/dockerd", "/usr/bin/docker-compose");

describe(`check on a host of a Docker region${DOCKER_WHY === undefined ? "" : ` (skipped: ${DOCKER_WHY})`}`, () => {
  test.skipIf(DOCKER_WHY !== undefined)(
    "holds a real dockerd to the exact set, and says why it could not look",
    { timeout: 180_000 },
    async ({ skip }) => {
      const running = await started(startDocker);
      if (typeof running === "string") return skip(running);
      await using docker = running;
      const host: FleetHost = { name: "krane-ay1prod-com0001", run: { "/run": docker.folder } };
      const nova = project(docker, "nova", { "nova-compute": SLEEP });
      const neutron = project(docker, "neutron", {
        "neutron-l3-agent": ILL,
        "neutron-dhcp-agent": SLEEP,
        "neutron-metadata-agent": SLEEP,
        "neutron-linuxbridge-agent": SLEEP,
        stranger: SLEEP,
      });
      const hostroute = project(docker, "hostroute", { "hostroute-bird": LOOP, "hostroute-bird-exporter": SLEEP });
      nova("up", "-d");
      neutron("up", "-d");
      neutron("rm", "-sf", "neutron-dhcp-agent");
      neutron("up", "--no-start", "neutron-dhcp-agent");
      neutron("pause", "neutron-metadata-agent");
      neutron("kill", "neutron-linuxbridge-agent");
      hostroute("up", "-d", "hostroute-bird");
      project(docker, "elsewhere", { "hostroute-agent": SLEEP })("up", "-d");
      const all = {
        "nova/nova-compute": "ok ContainerRuns",
        "neutron/neutron-l3-agent": "warning ContainerUnhealthy",
        "neutron/neutron-dhcp-agent": "critical ContainerCreated",
        "neutron/neutron-metadata-agent": "critical ContainerPaused",
        "neutron/neutron-linuxbridge-agent": "critical ContainerExited",
        "hostroute/hostroute-agent": "critical ContainerElsewhere",
        "hostroute/hostroute-bird-exporter": "critical ContainerMissing",
        "hostroute/hostroute-bird": "critical ContainerCrashLoop",
        "neutron/neutron_stranger_1": "warning ContainerExtra",
      };
      const found = await eventually(() => {
        const { code, by } = said(host);
        return by["hostroute/hostroute-bird"] === all["hostroute/hostroute-bird"] &&
          by["neutron/neutron-l3-agent"] === all["neutron/neutron-l3-agent"]
          ? { code, by }
          : undefined;
      });
      expect(found).toEqual({ code: 2, by: all });
      expect(line(host, "en", "neutron/neutron-linuxbridge-agent")).toMatch(/: exited, code 137$/);
      expect(line(host, "ko", "neutron/neutron-linuxbridge-agent")).toMatch(/: 종료됨, 종료 코드 137$/);
      // A group of the configuration stands over that of the profile, and leaves the other groups as they are.
      const wanted = { containers: { docker: { nova: ["nova-compute", "nova-more"] } } };
      const config = join(docker.folder, "krane.yaml");
      writeFileSync(config, JSON.stringify({ wanted }));
      expect(said(host, ["--config", config]).by).toEqual({ ...all, "nova/nova-more": "critical ContainerMissing" });

      const waiting = spawn(
        "env",
        [...agentOn(host, [...CHECK, "--config", config, "--wait", "90s", "--lang", "en"])],
        {
          env: ENV,
        },
      );
      const lines: string[] = [];
      waiting.stdout.setEncoding("utf8").on("data", (text: string) => lines.push(text));
      await eventually(() => (lines.length > 0 ? true : undefined));
      neutron("unpause", "neutron-metadata-agent");
      const change = "containers neutron/neutron-metadata-agent: CRITICAL -> OK: neutron-metadata-agent: running";
      await eventually(() => (lines.join("").includes(change) ? true : undefined));
      waiting.kill("SIGINT");

      const restarts = said(host).results.map(({ attributes }) => attributes["krane.restart.last_hour"]);
      expect(new Set(restarts).size).toBe(1);
      const unknowns = (one: FleetHost) => {
        const { code, by } = said(one);
        return { code, by };
      };
      expect(unknowns({ ...host, asNobody: true })).toEqual({ code: 3, by: { docker: "unknown RuntimeDenied" } });
      expect(unknowns({ name: host.name })).toEqual({ code: 3, by: { docker: "unknown RuntimeGone" } });
      await docker.freeze();
      expect(unknowns(host)).toEqual({ code: 3, by: { docker: "unknown RuntimeSilent" } });
      expect(line(host, "ko", "docker")).toContain("컨테이너 확인 불가, docker 무응답: ");
    },
  );
});

const CRI_WHY = whyNoHost() ?? whyNot("/usr/bin/containerd", "/usr/bin/ctr", "/usr/sbin/runc");

describe(`check on a host of a containerd region${CRI_WHY === undefined ? "" : ` (skipped: ${CRI_WHY})`}`, () => {
  test.skipIf(CRI_WHY !== undefined)(
    "holds a real containerd to the exact set, and says why it could not look",
    { timeout: 180_000 },
    async ({ skip }) => {
      const running = await started(startContainerd);
      if (typeof running === "string") return skip(running);
      await using containerd = running;
      const { lab, socket } = containerd;
      const host: FleetHost = { name: "krane-hn1prod-com0001", run: { "/run/containerd": dirname(socket) } };
      const nova = await lab.pod("nova");
      await lab.stop(await lab.container(nova, "nova-compute"));
      await lab.container(nova, "nova-compute-ssh");
      const neutron = await lab.pod("neutron");
      await lab.container(neutron, "neutron-dhcp-agent", { isStarted: false });
      await lab.container(neutron, "neutron-lb-agent", { attempt: 3, command: ["/bin/sh", "-c", "exit 5"] });
      await lab.container(neutron, "neutron-stranger");
      const hostroute = await lab.pod("hostroute");
      await lab.container(hostroute, "hostroute-bird");
      await lab.container(hostroute, "hostroute-bird-exporter");
      const all = {
        "nova/nova-compute": "critical ContainerExited",
        "neutron/neutron-dhcp-agent": "critical ContainerCreated",
        "neutron/neutron-lb-agent": "critical ContainerCrashLoop",
        "neutron/neutron-metadata-agent": "critical ContainerMissing",
        "hostroute/hostroute-bird-exporter": "ok ContainerRuns",
        "hostroute/hostroute-bird": "ok ContainerRuns",
        "neutron/neutron/neutron-stranger": "warning ContainerExtra",
      };
      const found = await eventually(() => {
        const { code, by } = said(host);
        return by["neutron/neutron-lb-agent"] === all["neutron/neutron-lb-agent"] ? { code, by } : undefined;
      });
      expect(found).toEqual({ code: 2, by: all });
      // Where the name does not tell the runtime, the one that has the containers is taken.
      expect(said({ ...host, name: "krane-fchn-com0001" }).by).toEqual(all);
      const unknowns = (one: FleetHost) => {
        const { code, by } = said(one);
        return { code, by };
      };
      expect(unknowns({ ...host, asNobody: true })).toEqual({ code: 3, by: { containerd: "unknown RuntimeDenied" } });
      expect(unknowns({ name: host.name })).toEqual({ code: 3, by: { containerd: "unknown RuntimeGone" } });
      await containerd.freeze();
      expect(unknowns(host)).toEqual({ code: 3, by: { containerd: "unknown RuntimeSilent" } });
    },
  );
});

describe("runtimes that mean harm", () => {
  test.skipIf(whyNoHost() !== undefined)("cost their own check alone", { timeout: 60_000 }, async () => {
    const flood = (socket: Socket) => {
      const piece = Buffer.alloc(65_536, "[");
      const more = () => {
        while (!socket.destroyed && socket.write(piece));
      };
      socket.on("drain", more);
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      more();
    };
    await using docker = await socketServer(flood);
    await using containerd = await socketServer(flood);
    renameSync(docker.path, join(docker.folder, "docker.sock"));
    renameSync(containerd.path, join(containerd.folder, "containerd.sock"));
    const name = "krane-fcas-com0001";
    const statuses = async (run: Readonly<Record<string, string>>) => {
      const { out } = await runningOn({ name, run }, ["check", "-o", "json"]);
      const results = JSON.parse(out).results as readonly (Result & { readonly check: string })[];
      const isContainers = ({ check }: { readonly check: string }) => check === "containers";
      return {
        containers: results.filter(isContainers).map(({ status, reason }) => `${status} ${reason}`),
        others: results.filter((one) => !isContainers(one)).map(({ check, status }) => `${check} ${status}`),
      };
    };
    const harmed = await statuses({ "/run": docker.folder, "/run/containerd": containerd.folder });
    expect(harmed.containers).toEqual(["unknown RuntimeUnseen"]);
    expect(harmed.others).toEqual((await statuses({})).others);
  });
});
