import { runProgram } from "./programs.ts";

await runProgram("kranectl", { KRANECTL_CONFIG: ".krane/kranectl.yaml" });
