import { expect, test } from "vitest";
import { queryFailure } from "../../src/rpc/query-failure.ts";
import { runningCollector } from "../support/collectors.ts";
import { createPki } from "../support/pki.ts";

const pki = await createPki();

/** As the channel words it (grpc-js, load-balancer-pick-first.js). */
const AWAY = "No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:7443. Resolution note: ";

test("a collector that is back before anybody looks was away, and did not refuse", async () => {
  const { address } = await runningCollector(pki);
  const tls = await pki.operator("kim");
  expect(await queryFailure({ status: "UNAVAILABLE", why: AWAY }, address, tls)).toMatchObject({
    code: "KRANE_QUERY_UNREACHABLE",
    message: expect.stringContaining("was away for a moment"),
  });
  expect(await queryFailure({ status: "UNAVAILABLE", why: "the database is locked" }, address, tls)).toMatchObject({
    code: "KRANE_QUERY_REFUSED",
    message: `the collector at ${address} says: the database is locked`,
  });
});
