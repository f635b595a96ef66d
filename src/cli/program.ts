import { KraneError } from "../core/index.ts";
import { failed } from "./failed.ts";
import { VERSION } from "./version.ts";
import { writeOut } from "./write-out.ts";

type Command = (args: readonly string[]) => Promise<number>;

/** Commands by name; each is loaded when it is called, so that none pays for what only another one needs. */
export type Commands = Readonly<Record<string, () => Promise<Command>>>;

export interface Program {
  readonly name: string;
  readonly help: string;
  readonly commands: Commands;
}

async function runCommand({ name: program, help, commands }: Program, argv: readonly string[]): Promise<number> {
  const [name = "--help", ...args] = argv;
  if (name === "--help" || name === "-h" || name === "help") {
    writeOut(help);
    return 0;
  }
  if (name === "--version" || name === "-V") {
    writeOut(`${program} ${VERSION}\n`);
    return 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) throw new KraneError("KRANE_CLI_USAGE", `there is no command "${name}"`);
  return await (await load())(args);
}

/** Runs one command line of a program; gives the exit code. */
export async function runProgram(program: Program, argv: readonly string[]): Promise<number> {
  try {
    return await runCommand(program, argv);
  } catch (error) {
    return failed(error, program.name);
  }
}
