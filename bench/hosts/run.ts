import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { median } from "../median.ts";
import { type AgentRun, runAgent } from "./agent-run.ts";
import { BASELINES } from "./baselines.ts";
import { type Property, propertiesOf } from "./properties.ts";
import { countOf, formatMisses, formatScores, type Score } from "./score.ts";
import { type Labels, readLabels } from "./truth.ts";

interface LabelledHost {
  readonly name: string;
  readonly root: string;
  readonly labels: Labels;
  readonly run: AgentRun;
}

export interface HostsReport {
  readonly text: string;
  /** Whether nothing wrong was claimed. */
  readonly clean: boolean;
}

function agentScore(property: Property, hosts: readonly LabelledHost[]): Score {
  const answers = hosts.flatMap(({ name, labels, run }) => {
    const expected = property.expected(labels);
    if (expected === undefined) return [];
    const own = run.results.filter(({ check }) => check === property.check);
    const reason = own.length === 0 ? `no check ${property.check}` : own.map((result) => result.reason).join(", ");
    return [{ host: name, expected, got: property.got(own, expected), reason }];
  });
  return { property: property.name, source: "krane-agent", bad: property.bad, answers };
}

function baselineScores(property: Property, hosts: readonly LabelledHost[]): readonly Score[] {
  const own = BASELINES.filter((baseline) => baseline.property === property.name);
  return own.map(({ name: source, got }) => {
    const answers = hosts.flatMap(({ name, root, labels }) => {
      const expected = property.expected(labels);
      return expected === undefined ? [] : [{ host: name, expected, got: got(root), reason: source }];
    });
    return { property: property.name, source, bad: property.bad, answers };
  });
}

function formatTimes(hosts: readonly LabelledHost[]): string {
  const times = hosts.map(({ run }) => run.wallMs);
  const slowest = hosts.toSorted((a, b) => b.run.wallMs - a.run.wallMs)[0];
  return `time of one check, process and all: median ${median(times).toFixed(0)} ms, slowest ${slowest?.run.wallMs.toFixed(0)} ms (${slowest?.name})`;
}

async function labelled(folder: string, profile: string): Promise<readonly LabelledHost[]> {
  const hosts: LabelledHost[] = [];
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "labels.json")));
  for (const name of names.sort()) {
    const root = join(folder, name);
    hosts.push({ name, root, labels: readLabels(root), run: await runAgent(root, profile) });
  }
  return hosts;
}

/** Holds the built agent's answers to the labels of every host in `folder`, beside what the manual's commands said there. */
export async function benchHosts(folder: string, profile: string): Promise<HostsReport> {
  const hosts = await labelled(folder, profile);
  const properties = propertiesOf(hosts.map(({ labels }) => labels));
  const own = properties.map((property) => agentScore(property, hosts)).filter(({ answers }) => answers.length > 0);
  const others = properties
    .flatMap((property) => baselineScores(property, hosts))
    .filter(({ answers }) => answers.length > 0);
  const wrong = own.reduce((sum, score) => sum + countOf(score, "false pass") + countOf(score, "false fail"), 0);
  const strange = hosts.flatMap(({ name, labels }) => labels.strange.map((key) => `${name}: ${key}`));
  const text = [
    `${hosts.length} labelled hosts, profile ${profile}`,
    formatScores(own),
    `before there was the agent, from the same trees:\n\n${formatScores(others)}`,
    `misses of the agent:\n\n${formatMisses(own)}`,
    ...(strange.length === 0 ? [] : [`labels that this bench does not know: ${strange.join(", ")}`]),
    formatTimes(hosts),
  ].join("\n\n");
  return { text, clean: wrong === 0 && hosts.length > 0 };
}
