import manifest from "../../package.json" with { type: "json" };

/** Version of the whole package. */
export const VERSION = manifest.version;
