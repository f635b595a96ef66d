import { readFileSync, statSync } from "node:fs";
import { KraneError } from "../core/index.ts";
import { type AgentConfig, agentSchema, type KranectlConfig, kranectlSchema, validate } from "./schema.ts";
import { parseYaml, type YamlFile } from "./yaml.ts";

/** No honest configuration is larger. */
const MAX_BYTES = 1024 * 1024;

function readConfig(file: string): string {
  try {
    if (statSync(file).size > MAX_BYTES) throw new KraneError("KRANE_CONFIG_INVALID", `${file}: is larger than 1 MiB`);
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (cause instanceof KraneError) throw cause;
    throw new KraneError("KRANE_CONFIG_INVALID", `${file}: cannot be read`, { cause });
  }
}

function parsed(file: string, text: string): YamlFile {
  const yaml = parseYaml(text);
  if (yaml.faults.length === 0) return yaml;
  const lines = yaml.faults.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
  throw new KraneError("KRANE_CONFIG_INVALID", lines.join("\n"));
}

function load<S extends typeof agentSchema | typeof kranectlSchema>(schema: S, file: string, text: string) {
  const yaml = parsed(file, text);
  const result = validate(schema, yaml.value ?? {});
  if ("value" in result) return result.value;
  const lines = result.faults.map(({ path, message, unknownKey }) => {
    const { line, column } = yaml.positionOf(path, unknownKey);
    return `${file}:${line}:${column}: ${path.join(".")}: ${message}`;
  });
  throw new KraneError("KRANE_CONFIG_INVALID", lines.join("\n"));
}

/** The agent's configuration in `file`; its defaults without one. Throws KRANE_CONFIG_INVALID with every fault and its place. */
export function loadAgentConfig(file: string | undefined, detectors: readonly string[]): AgentConfig {
  const [name, text] = file === undefined ? ["defaults", ""] : [file, readConfig(file)];
  const config = load(agentSchema, name, text);
  const strange = Object.keys(config.detectors).find((id) => !detectors.includes(id));
  if (strange === undefined) return config;
  const { line, column } = parsed(name, text).positionOf(["detectors", strange], true);
  const message = `detectors.${strange}: there is no such check or rule; krane-agent list names them`;
  throw new KraneError("KRANE_CONFIG_INVALID", `${name}:${line}:${column}: ${message}`);
}

/** An operator's settings for kranectl in `file`. */
export function loadKranectlConfig(file: string): KranectlConfig {
  return load(kranectlSchema, file, readConfig(file));
}
