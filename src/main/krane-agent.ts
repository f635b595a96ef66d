#!/usr/bin/env node
import { crashed } from "../cli/crashed.ts";
import { kraneAgent } from "../cli/krane-agent.ts";

// Rejections that nobody handles come here as well.
process.on("uncaughtException", (error) => process.exit(crashed(error)));

const argv = process.argv.slice(2);
const code = await kraneAgent(argv);
// A check that hangs, or a connection that does not close, must not keep a daemon that was told to end, nor a capture whose time is over.
if (argv[0] === "run" || argv[0] === "capture") process.exit(code);
process.exitCode = code;
