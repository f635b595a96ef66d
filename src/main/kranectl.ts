#!/usr/bin/env node
import { kranectl } from "../cli/kranectl.ts";

process.exitCode = await kranectl(process.argv.slice(2));
