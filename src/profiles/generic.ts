import type { Profile } from "../core/index.ts";

/** A host of an unknown site: what is broken is said, what is a matter of taste is not. */
export const GENERIC: Profile = {
  name: "generic",
  title: { en: "a host of an unknown site", ko: "사이트를 알 수 없는 PM" },
  regions: [],
  wanted: {},
};
