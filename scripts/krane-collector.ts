import { runProgram } from "./programs.ts";

await runProgram("krane-collector");
