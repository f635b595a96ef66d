import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { known } from "../../src/core/index.ts";
import { answerRequest } from "../../src/host/helper-answer.ts";
import { askHelper } from "../../src/host/helper-client.ts";
import { decodeAnswer, decodeRequest, encodeAnswer, encodeRequest } from "../../src/host/helper-wire.ts";
import { openHost } from "../../src/host/open.ts";
import { temporaryFolder } from "../support/folder.ts";

type Serve = (socket: Socket, request: string) => void;

/** A helper that does with each request what the test says. */
async function helper(serve: Serve) {
  const folder = temporaryFolder();
  const path = join(folder.path, "probe.sock");
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (bytes) => serve(socket, bytes.toString()));
  });
  server.listen(path);
  await once(server, "listening");
  return {
    path,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

const MSR = { verb: "msr", args: { cpu: 0, register: 0x3a } } as const;

describe("the helper's client", () => {
  test("gets a register, a table and a yes over the socket", async () => {
    const requests: string[] = [];
    await using server = await helper((socket, request) => {
      requests.push(request);
      if (request.includes("msr")) socket.end(encodeAnswer("msr", known(0xfffffffffee00d00n)));
      else if (request.includes("acpi")) socket.end(encodeAnswer("acpi-table", known(Uint8Array.of(68, 0, 255))));
      else socket.end(encodeAnswer("open-kvm", known(true)));
    });
    const host = openHost({ isRoot: false, helperSocket: server.path });
    expect(await host.probe("msr", MSR.args)).toEqual({ known: true, value: 0xfffffffffee00d00n });
    const table = await host.probe("acpi-table", { signature: "DMAR" });
    expect(table.known && Array.from(table.value)).toEqual([68, 0, 255]);
    expect(await host.probe("open-kvm", {})).toEqual({ known: true, value: true });
    expect(requests[0]).toBe('{"verb":"msr","args":{"cpu":0,"register":58}}\n');
  });

  test("passes on why the helper does not know", async () => {
    await using server = await helper((socket) => socket.end('{"known":false,"why":"EIO"}\n'));
    expect(await askHelper(server.path, MSR)).toEqual({ known: false, why: "EIO" });
  });

  test("waits for an answer in pieces, but not for ever", async () => {
    await using slow = await helper((socket) => {
      socket.write('{"known":true,');
      setTimeout(() => socket.end('"value":"0x5"}\n'), 20);
    });
    expect(await askHelper(slow.path, MSR)).toEqual({ known: true, value: 5n });
    await using mute = await helper(() => undefined);
    expect(await askHelper(mute.path, MSR, 50)).toMatchObject({
      known: false,
      why: expect.stringContaining("no answer within 50 ms"),
    });
    await using trickle = await helper((socket) => {
      const timer = setInterval(() => socket.write("x"), 5);
      socket.on("close", () => clearInterval(timer));
    });
    expect(await askHelper(trickle.path, MSR, 100)).toMatchObject({ why: expect.stringContaining("no answer within") });
  });

  test("does not take more than it may be sent", async () => {
    await using server = await helper((socket) => socket.write("x".repeat(1_000_000)));
    expect(await askHelper(server.path, MSR)).toMatchObject({ why: expect.stringContaining("more than 131072 bytes") });
  });

  test("says so where nobody answers", async () => {
    await using server = await helper((socket) => socket.destroy());
    expect(await askHelper(server.path, MSR)).toMatchObject({
      why: `not root, and the privileged helper does not answer on ${server.path}: closed without an answer`,
      denied: true,
    });
    expect(await askHelper("/nonexistent/probe.sock", MSR)).toMatchObject({
      why: expect.stringContaining("connect ENOENT"),
    });
  });

  test.each([
    "",
    "[]",
    "null",
    '{"known":true}',
    '{"known":true,"value":5}',
    '{"known":true,"value":"0xzz"}',
    "nonsense",
  ])("does not believe %j", async (text) => {
    await using server = await helper((socket) => socket.end(`${text}\n`));
    expect(await askHelper(server.path, MSR)).toMatchObject({ known: false });
  });
});

describe("the helper's wire", () => {
  test("brings every request there and nothing else", () => {
    expect(decodeRequest(encodeRequest(MSR))).toEqual(MSR);
    expect(decodeRequest('{"verb":"acpi-table","args":{"signature":"DMAR","path":"/etc/shadow"}}')).toEqual({
      verb: "acpi-table",
      args: { signature: "DMAR" },
    });
    for (const line of ["", "{", '{"verb":"exec","args":{}}', '{"verb":"toString","args":{}}', '{"verb":"msr"}']) {
      expect(typeof decodeRequest(line)).toBe("string");
    }
    expect(decodeRequest('{"verb":"acpi-table","args":{"signature":"../../etc/shadow"}}')).toBe(
      "arguments of acpi-table not allowed",
    );
  });

  test("never throws on what the other side sends", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (line) => {
        decodeRequest(line);
        decodeAnswer("msr", line);
        decodeAnswer("acpi-table", line);
        expect((await answerRequest(line)).endsWith("\n")).toBe(true);
      }),
    );
  });

  test("brings each value back as it was", () => {
    void fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.uint8Array(), (register, bytes) => {
        expect(decodeAnswer("msr", encodeAnswer("msr", known(register)))).toEqual(known(register));
        const table = decodeAnswer("acpi-table", encodeAnswer("acpi-table", known(bytes)));
        expect(table.known && Array.from(table.value)).toEqual(Array.from(bytes));
      }),
    );
  });
});
