import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Debian's busybox-static: all of a root file system in one file. */
export const BUSYBOX = "/bin/busybox";
export const IMAGE = "krane.test/svc:1";

/** An archive of `docker save` with one layer that holds busybox, made without any registry or network. */
export function imageArchive(folder: string): string {
  const root = join(folder, "rootfs");
  const bundle = join(folder, "image");
  mkdirSync(join(root, "bin"), { recursive: true });
  mkdirSync(bundle);
  copyFileSync(BUSYBOX, join(root, "bin", "busybox"));
  for (const name of ["sh", "sleep", "true", "false"]) symlinkSync("busybox", join(root, "bin", name));
  const layer = join(bundle, "layer.tar");
  execFileSync("tar", ["-C", root, "-cf", layer, "bin"]);
  const config = {
    architecture: "amd64",
    os: "linux",
    config: { Entrypoint: ["/bin/sleep", "36000"], Env: ["PATH=/bin"] },
    rootfs: { type: "layers", diff_ids: [`sha256:${createHash("sha256").update(readFileSync(layer)).digest("hex")}`] },
  };
  writeFileSync(join(bundle, "config.json"), JSON.stringify(config));
  const manifest = [{ Config: "config.json", RepoTags: [IMAGE], Layers: ["layer.tar"] }];
  writeFileSync(join(bundle, "manifest.json"), JSON.stringify(manifest));
  const archive = join(folder, "image.tar");
  execFileSync("tar", ["-C", bundle, "-cf", archive, "manifest.json", "config.json", "layer.tar"]);
  return archive;
}
