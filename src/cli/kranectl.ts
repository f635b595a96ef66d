import { type Commands, runProgram } from "./program.ts";

const COMMANDS: Commands = {
  hosts: async () => (await import("./kranectl/hosts.ts")).hostsCommand,
  findings: async () => (await import("./kranectl/findings.ts")).findingsCommand,
  show: async () => (await import("./kranectl/show.ts")).showCommand,
  check: async () => (await import("./kranectl/check.ts")).checkCommand,
  watch: async () => (await import("./kranectl/watch.ts")).watchCommand,
};

const HELP = `Usage: kranectl COMMAND [options]

Asks the collector what is wrong with the fleet.

Commands:
  hosts       every host: what is open on it, and whether it is connected
  findings    what was found on all hosts, the worst first
  show HOST   all that is known of one host, with evidence
  check HOST  ask a connected host to look at itself now
  watch       findings as they come in

  kranectl COMMAND --help tells more, the settings too. --version prints the version.
  What a finding means and what to do: krane-agent explain ID
`;

/** Runs one command line; gives the exit code. */
export function kranectl(argv: readonly string[]): Promise<number> {
  return runProgram({ name: "kranectl", help: HELP, commands: COMMANDS }, argv);
}
