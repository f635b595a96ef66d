import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closedWhy, REDACTED, redacted } from "../../src/parse/secrets.ts";

function text(path: string, content: string): string | undefined {
  return redacted(path, content)?.text;
}

describe("secrets", () => {
  test.each([
    ["/etc/a.conf", 'vnc_password = "x y"', `vnc_password = ${REDACTED}`],
    ["/etc/a.conf", '# spice_password = "x y"', `# spice_password = ${REDACTED}`],
    ["/etc/a.yaml", "  - password: x y", `  - password: ${REDACTED}`],
    ["/etc/a.conf", "export API_KEY=x", `export API_KEY=${REDACTED}`],
    ["/etc/a.conf", "key=x", `key=${REDACTED}`],
    ["/etc/a.conf", "proxy=http://u:x@h:1/", `proxy=http://u:${REDACTED}@h:1/`],
    ["/etc/fstab", "a /b cifs password=x,ro 0 0", `a /b cifs password=${REDACTED},ro 0 0`],
    ["/etc/monit/monitrc", 'allow admin:"a b" read-only', `allow ${REDACTED} read-only`],
    ["/var/vcap/bosh/etc/monitrc", "allow a:x allow @users", `allow ${REDACTED} allow @users`],
    ["/etc/monit/conf.d/mail", 'username "u" password x', `username ${REDACTED} password ${REDACTED}`],
    ["/etc/monitrc", "set mmonit http://m:x@h:8080/c", `set mmonit http://m:${REDACTED}@h:8080/c`],
    ["/proc/cmdline", "secret=x intel_iommu=on", `secret=${REDACTED} intel_iommu=on`],
    ["/proc/cmdline", 'a_token="x y" iommu=pt', `a_token=${REDACTED} iommu=pt`],
  ])("of %s: %s", (path, line, hidden) => {
    expect(text(path, `before\n${line}\nafter`)).toBe(`before\n${hidden}\nafter`);
  });

  test.each([
    ["/etc/default/grub", "GRUB_CMDLINE_LINUX=intel_iommu=on keymap=us keyboard=x monkey=1"],
    ["/etc/monit/monitrc", "set httpd port 2822 and use address 127.0.0.1 allow localhost allow 10.0.0.0/8"],
    ["/var/vcap/bosh/etc/monitrc", "allow cleartext /var/vcap/monit/monit.user"],
    ["/etc/chrony/chrony.conf", "keyfile /etc/chrony/chrony.keys"],
    ["/proc/meminfo", "KeyPassword: 1"],
    ["/sys/module/x/parameters/password", "password=x"],
    ["/proc/cmdline", "root=UUID=1 intel_iommu=on iommu=pt pci=noaer kvm.nested=1"],
  ])("are not seen in %s: %s", (path, line) => {
    expect(text(path, line)).toBe(line);
  });

  test.each([
    "/etc/shadow",
    "/etc/shadow-",
    "/etc/ssl/private/a.crt",
    "/etc/x/tls.key",
    "/proc/1/environ",
    "/root/.ssh/id",
    "/run/libvirt/qemu/a.xml",
  ])("close the file %s", (path) => {
    expect(closedWhy(path)).toBeTypeOf("string");
  });

  test.each(["/etc/passwd", "/proc/self/mounts", "/proc/cpuinfo", "/sys/class/net/eth0/mtu", "/etc/os-release"])(
    "leave the file %s open",
    (path) => {
      expect(closedWhy(path)).toBeUndefined();
    },
  );

  test("are looked for in any text, within a time", () => {
    const paths = fc.constantFrom(
      "/etc/a",
      "/etc/passwd",
      "/etc/group",
      "/etc/fstab",
      "/proc/cmdline",
      "/extra/kmsg.raw",
      "/a/kept.json",
    );
    fc.assert(
      fc.property(paths, fc.string({ unit: "binary", maxLength: 2000 }), (path, content) => {
        redacted(path, content);
      }),
    );
    for (const hostile of [
      "password".repeat(130_000),
      "key=".repeat(260_000),
      "://a:".repeat(200_000),
      " \n".repeat(500_000),
      "a.-_".repeat(4000).concat("\n").repeat(60),
    ]) {
      const started = performance.now();
      redacted("/etc/a", hostile);
      redacted("/proc/cmdline", hostile);
      expect(performance.now() - started).toBeLessThan(2000);
    }
  });
});
