// What krane-agent does alone, in one chunk: each file that a command loads costs half a millisecond of its start.
export { checkCommand } from "./check.ts";
export { explainCommand } from "./explain.ts";
export { listCommand } from "./list.ts";
export { scanCommand } from "./scan.ts";
