import { type FSWatcher, watch } from "node:fs";

function watchFile(path: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(path, { persistent: false }, changed);
    watcher.on("error", changed);
    return watcher;
  } catch {
    // No file yet, or no inotify watch left: the poll finds out, the hint only makes it sooner.
    return undefined;
  }
}

/**
 * Waits until the file may have changed, at most `ms`. The watch lives only while nothing happens, so that a busy log costs no
 * event per line, and it is on the file: a watch on /var/log would wake every follower for every line of every other log.
 */
export function changeOf(path: string, ms: number, stale: () => boolean, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      watcher?.close();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    const watcher = watchFile(path, done);
    signal.addEventListener("abort", done, { once: true });
    if (stale()) done();
  });
}
