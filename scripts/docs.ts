import { writeFileSync } from "node:fs";
import { biomeConfig } from "./biome-config.ts";
import { generatedDocs } from "./generated-docs.ts";

writeFileSync(new URL("../biome.json", import.meta.url), biomeConfig());
for (const { file, text } of await generatedDocs()) writeFileSync(new URL(`../${file}`, import.meta.url), text);
