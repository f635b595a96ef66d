import { defineRule } from "../core/index.ts";

/**
 * Both sides of a bond are down: every guest behind it is cut off, and the host most likely too. drivers/net/bonding/bond_main.c, 4.4 to
 * 6.12 ("interface !" with a blank up to 5.1, "bonding: " before it up to 3.12). A new active interface ends it.
 */
export default defineRule({
  id: "bond-down",
  title: { en: "Bond has no active interface", ko: "본딩 전체 다운(활성 인터페이스 없음)" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "now running without any active interface",
      match: /^(?:bonding: )?(?<bond>[^\s:/]{1,15}): now running without any active interface/,
    },
  ],
  clears: [
    {
      from: "kernel",
      contains: "active interface up!",
      match: /^(?:bonding: )?(?<bond>[^\s:/]{1,15}): (?:\(slave [^\s:/)]{1,15}\): )?(?:first )?active interface up!/,
    },
    {
      from: "kernel",
      contains: " the new active one",
      match:
        /^(?:bonding: )?(?<bond>[^\s:/]{1,15}): (?:\(slave [^\s:/)]{1,15}\): )?making interface (?:[^\s:/]{1,15} )?the new active one/,
    },
  ],
  attributes: { "network.interface.name": "bond" },
  subject: { type: "nic", name: "network.interface.name" },
  status: "critical",
  reason: "BondDown",
  message: {
    en: "{network.interface.name}: no active interface is left in the bond",
    ko: "{network.interface.name}: 본딩에 활성 인터페이스 없음",
  },
  runbook: "network-degraded",
  case: "4.8",
});
