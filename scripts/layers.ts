/** The layers of src/, each with what it may import besides itself, and the one file that may import each npm package. */
export const LAYERS: Readonly<Record<string, { readonly sees: readonly string[]; readonly node: boolean }>> = {
  core: { sees: [], node: false },
  parse: { sees: ["core"], node: false },
  checks: { sees: ["core", "parse"], node: false },
  rules: { sees: ["core", "parse"], node: false },
  runbooks: { sees: ["core"], node: false },
  profiles: { sees: ["core"], node: false },
  detect: { sees: ["core", "parse", "checks", "rules", "runbooks"], node: true },
  host: { sees: ["core", "parse", "profiles", "rpc"], node: true },
  sources: { sees: ["core", "parse"], node: true },
  outbox: { sees: ["core", "parse"], node: true },
  rpc: { sees: ["core", "parse"], node: true },
  uplink: { sees: ["core", "parse", "rpc"], node: true },
  config: { sees: ["core", "profiles"], node: true },
  agent: { sees: ["core", "parse", "detect", "host", "sources", "outbox", "uplink", "rpc", "config"], node: true },
  collector: { sees: ["core", "parse", "rpc"], node: true },
  cli: {
    sees: ["core", "parse", "detect", "host", "sources", "agent", "collector", "rpc", "config", "runbooks", "profiles"],
    node: true,
  },
  main: { sees: ["core", "cli"], node: true },
};

/** npm package -> the one file of src/ that imports it and hides it. */
export const PACKAGES: Readonly<Record<string, string>> = {
  "@grpc/grpc-js": "src/rpc/grpc.ts",
  "@peculiar/x509": "src/collector/x509.ts",
  execa: "src/host/exec.ts",
  protobufjs: "src/rpc/protobuf.ts",
  saxes: "src/host/xml.ts",
  systeminformation: "src/host/inventory.ts",
  tail: "src/sources/tail-lines.ts",
  valibot: "src/config/schema.ts",
  yaml: "src/config/yaml.ts",
};
