import { type Commands, runProgram } from "./program.ts";
import { requireRuntime } from "./runtime.ts";

const COMMANDS: Commands = {
  check: async () => (await import("./local-commands.ts")).checkCommand,
  scan: async () => (await import("./local-commands.ts")).scanCommand,
  list: async () => (await import("./local-commands.ts")).listCommand,
  capture: async () => (await import("./capture.ts")).captureCommand,
  explain: async () => (await import("./local-commands.ts")).explainCommand,
  run: async () => {
    requireRuntime("krane-agent run");
    return (await import("./run.ts")).runCommand;
  },
  config: async () => (await import("./config.ts")).configCommand,
  status: async () => (await import("./status.ts")).statusCommand,
  guests: async () => (await import("./guests.ts")).guestsCommand,
  inventory: async () => (await import("./inventory.ts")).inventoryCommand,
};

const HELP = `Usage: krane-agent COMMAND [options]

Diagnoses this hypervisor: what happened, which guest or part it hit, which case of the manual that is, and what to do next.

Commands:
  check              ask this host what is wrong with it now
  scan [FILE...]     read logs and say what happened; this boot's kernel log without a FILE
  guests             the guests of this host: name, UUID, project, state, pid
  capture DIR|FILE   keep what the checks see here, without secrets, for a look elsewhere
  list               name every check, rule and profile
  explain ID         what a check or rule means, and its runbook
  run                the daemon: watch this host, send findings to the collector
  status             what the daemon on this host is doing
  inventory          what this host is made of: board, CPUs, DIMMs, disks, network cards
  config check FILE  whether a configuration is valid

  krane-agent COMMAND --help tells more. --version prints the version.
`;

/** Runs one command line; gives the exit code. */
export function kraneAgent(argv: readonly string[]): Promise<number> {
  return runProgram({ name: "krane-agent", help: HELP, commands: COMMANDS }, argv);
}
