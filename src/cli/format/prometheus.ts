/** One metric family in the text format of Prometheus; a sample is what follows the name: labels in braces and the value. */
export function metric(name: string, help: string, samples: readonly string[]): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${samples.map((sample) => `${name}${sample}\n`).join("")}`;
}
