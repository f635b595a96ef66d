/**
 * @peculiar/x509 stands on a container that wants Reflect.getMetadata at import time. These are the three functions of that
 * proposal that it calls; without decorators there is never any metadata but its own. Import it before the package.
 */
const metadata = new WeakMap<object, Map<unknown, unknown>>();

const get = (key: unknown, target: object) => metadata.get(target)?.get(key);

const missing = {
  getMetadata: get,
  getOwnMetadata: get,
  defineMetadata(key: unknown, value: unknown, target: object) {
    const own = metadata.get(target) ?? new Map<unknown, unknown>();
    metadata.set(target, own.set(key, value));
  },
};

for (const [name, value] of Object.entries(missing)) {
  if (!(name in Reflect)) Object.defineProperty(Reflect, name, { value, configurable: true, writable: true });
}
