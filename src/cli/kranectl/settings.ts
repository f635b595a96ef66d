import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadKranectlConfig } from "../../config/load.ts";
import type { KranectlConfig } from "../../config/schema.ts";
import { defined, KraneError } from "../../core/index.ts";
import { addressOf } from "../collector-files.ts";

/** Where the collector is and as whom to ask, as flags. */
export interface SettingFlags {
  readonly config?: string | undefined;
  readonly collector?: string | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

const SYSTEM_FILE = "/etc/krane/kranectl.yaml";

function userFile(env: NodeJS.ProcessEnv): string | undefined {
  const folder = env.XDG_CONFIG_HOME || (env.HOME ? join(env.HOME, ".config") : undefined);
  return folder === undefined ? undefined : join(folder, "krane/kranectl.yaml");
}

/** The file that somebody named, else the first that exists. */
function settingsFile(flags: SettingFlags, env: NodeJS.ProcessEnv): string | undefined {
  const named = flags.config ?? (env.KRANECTL_CONFIG || undefined);
  return named ?? [userFile(env), SYSTEM_FILE].find((file) => file !== undefined && existsSync(file));
}

function fromFile(file: string, flags: SettingFlags): KranectlConfig {
  try {
    return loadKranectlConfig(file);
  } catch (cause) {
    if (flags.config !== undefined) throw cause;
    throw new KraneError("KRANE_CONFIG_INVALID", "settings of kranectl", { cause });
  }
}

const FLAGS = { collector: "--collector", ca: "--ca", certificate: "--cert", key: "--key" } as const;

function incomplete(given: Partial<KranectlConfig>, env: NodeJS.ProcessEnv): KraneError {
  const keys = Object.keys(FLAGS) as (keyof typeof FLAGS)[];
  const missing = keys.filter((key) => given[key] === undefined).map((key) => FLAGS[key]);
  const places = ["$KRANECTL_CONFIG", userFile(env), SYSTEM_FILE].filter((place) => place !== undefined).join(", ");
  const text = `which collector, and as whom? ${missing.join(", ")} missing, and no settings file (looked at ${places})
write ${userFile(env) ?? SYSTEM_FILE} with these four keys, or give the flags; who runs the collector has the files:
collector: HOST:7443
ca: /absolute/path/ca.crt
certificate: /absolute/path/operator.crt
key: /absolute/path/operator.key`;
  return new KraneError(missing.length === keys.length ? "KRANE_CONFIG_INVALID" : "KRANE_CLI_USAGE", text);
}

function isComplete(given: Partial<KranectlConfig>): given is KranectlConfig {
  return Object.keys(FLAGS).every((key) => Object.hasOwn(given, key));
}

/** The settings: each flag, else the key of the file. Says what is missing and how to get it where they are not complete. */
export function kranectlSettings(flags: SettingFlags, env: NodeJS.ProcessEnv): KranectlConfig {
  const { collector, ca, cert: certificate, key } = flags;
  if (collector !== undefined && addressOf(collector) === undefined) {
    throw new KraneError("KRANE_CLI_USAGE", `--collector ${collector}: write HOST:PORT`);
  }
  const given: Partial<KranectlConfig> = defined({ collector, ca, certificate, key });
  if (isComplete(given) && flags.config === undefined) return given;
  const file = settingsFile(flags, env);
  if (file === undefined) throw incomplete(given, env);
  return { ...fromFile(file, flags), ...given };
}
