import { expect, test } from "vitest";
import { kernelLine, observed } from "../support/observed.ts";

test("a link that flaps while the agent is killed and started is one finding, open until it is quiet", async () => {
  const { home, running, append, until } = await observed(["kern.log"]);
  let us = 1_000_000;
  const link = (...states: ("Down" | "Up")[]) => {
    for (const state of states) {
      us += 250_000;
      append("kern.log", kernelLine(us, `e1000e 0000:00:1f.6 eth9: NIC Link is ${state}`));
    }
  };
  link("Down", "Up");
  const [first] = await until(([finding]) => finding?.endsAt !== undefined);
  await running.kill("SIGKILL");
  link("Down", "Up");
  const again = await home.start();
  await until(([finding]) => finding?.count === 2 && finding.endsAt !== undefined);
  link("Down");
  await until(([finding]) => finding?.attributes["krane.flapping"] === true);
  link("Up");
  await again.kill("SIGKILL");
  await home.start();
  link("Down", "Up", "Down", "Up");
  const [last, ...others] = await until(([finding]) => finding?.count === 5);
  expect(others).toEqual([]);
  expect(last).toMatchObject({
    id: first?.id,
    message: "eth9: link is down - flapping, came and went 5 times",
    attributes: { "krane.flapping": true, "krane.flapping.times": 5 },
  });
  expect(last?.endsAt).toBeUndefined();
});
