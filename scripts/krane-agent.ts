import { runProgram } from "./programs.ts";

await runProgram("krane-agent");
