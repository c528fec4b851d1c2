import assert from "node:assert/strict";
import process from "node:process";
import fc from "fast-check";
import { EoflabError } from "../../lib/errors.ts";
import { csvRow, type Packet, type PassedOver, readCapture, rowOf } from "../../lib/wire/mod.ts";
import { test } from "../fixtures/harness.ts";
import { inPieces, linked, type Made, pcap, pcapng, segment } from "../fixtures/wire/made.ts";

const start = 1_700_000_000_000_000_000n;

/** A client that asks, and is answered. */
const exchange = (version: 4 | 6 = 4): Uint8Array[] => [
  segment("client", { seq: 99, ack: 0, flags: 2 }, version),
  segment("server", { seq: 499, ack: 100, flags: 18 }, version),
  segment("client", { seq: 100, ack: 500, flags: 24, data: "GET / HTTP/1.1\r\nHost: a\r\n\r\n" }, version),
  segment("server", { seq: 500, ack: 127, flags: 24, data: "HTTP/1.1 204 No Content\r\n\r\n" }, version),
];

const made = (packets: readonly Uint8Array[], link = 101, little = true): Made[] =>
  packets.map((packet, i) => ({ ns: start + BigInt(i) * 1500n, bytes: linked(link, packet, little) }));

async function read(
  file: Uint8Array,
  size = 65_536,
): Promise<{ packets: Packet[]; error: unknown; over: PassedOver | null }> {
  const packets: Packet[] = [];
  let over: PassedOver | null = null;
  try {
    for await (const packet of readCapture(inPieces(file, size), { onEnd: (known) => (over = known) })) {
      packets.push(packet);
    }
  } catch (error) {
    return { packets, error, over };
  }
  return { packets, error: null, over };
}

const infos = [
  "40000 → 80 [SYN] Seq=0 Win=500 Len=0",
  "80 → 40000 [SYN, ACK] Seq=0 Ack=1 Win=500 Len=0",
  "GET / HTTP/1.1 ",
  "HTTP/1.1 204 No Content ",
];

for (const little of [true, false]) {
  const order = little ? "the lower byte first" : "the higher byte first";
  for (const link of [0, 1, 12, 14, 101, 108, 113, 276]) {
    for (const version of [4, 6] as const) {
      test(`link type ${link} is read, with IPv${version}, ${order}, pcap and pcapng`, async () => {
        const packets = made(exchange(version), link, little);
        const files = [
          pcap(packets, { link, little }),
          pcap(packets, { link, little, nano: true }),
          pcapng(packets, { link, little }),
        ];
        for (const file of files) {
          const { packets, error } = await read(file);
          assert.equal(error, null);
          assert.deepEqual(
            packets.map(({ info }) => info),
            infos,
          );
          assert.equal(packets[0]?.source, version === 4 ? "10.0.0.1" : "fe80::1");
        }
      });
    }
  }
}

test("a time has as many decimals as its file: six or nine", async () => {
  const packets = made(exchange());
  const times = async (file: Uint8Array): Promise<unknown> =>
    (await read(file)).packets.map((packet) => rowOf(packet).seconds);
  assert.deepEqual(await times(pcap(packets)), ["0.000000", "0.000001", "0.000003", "0.000004"]);
  const nine = ["0.000000000", "0.000001500", "0.000003000", "0.000004500"];
  assert.deepEqual(await times(pcap(packets, { nano: true })), nine);
  assert.deepEqual(await times(pcapng(packets)), nine);
});

test("a pcapng's times have the decimals that Wireshark shows of their resolution", async () => {
  const first = async (resolution: number): Promise<string | undefined> => {
    const { packets } = await read(pcapng(made(exchange()), { resolution }));
    return packets[0] === undefined ? undefined : rowOf(packets[0]).seconds;
  };
  const wanted = [0, 1, 2, 3, 3, 3, 6, 6, 6, 9, 9].map((decimals) =>
    decimals === 0 ? "0" : `0.${"0".repeat(decimals)}`,
  );
  assert.deepEqual(await Promise.all(wanted.map((_, power) => first(power))), wanted);
  // Powers of 2: 1/4 s, 1/1024 s, 2^-30 s.
  assert.deepEqual(await Promise.all([2, 10, 30].map((power) => first(0x80 | power))), [
    "0",
    "0.000",
    "0.000000000",
  ]);
});

test("each section of a pcapng has its own order of bytes and its own interfaces", async () => {
  const [first, second] = [made(exchange()), made(exchange(6), 1, false)];
  const file = Uint8Array.from([...pcapng(first), ...pcapng(second, { link: 1, little: false })]);
  const { packets, error } = await read(file);
  assert.equal(error, null);
  assert.equal(packets.length, 8);
  assert.equal(packets[4]?.source, "fe80::1");
});

test("the CSV has Wireshark's form", async () => {
  const { packets } = await read(pcap(made(exchange())));
  assert.deepEqual(
    packets.slice(0, 3).map((packet) => csvRow(rowOf(packet))),
    [
      '"1","0.000000","10.0.0.1","10.0.0.2","TCP","40","40000  >  80 [SYN] Seq=0 Win=500 Len=0"',
      '"2","0.000001","10.0.0.2","10.0.0.1","TCP","40","80  >  40000 [SYN, ACK] Seq=0 Ack=1 Win=500 Len=0"',
      '"3","0.000003","10.0.0.1","10.0.0.2","HTTP","67","GET / HTTP/1.1 "',
    ],
  );
});

test("a capture that is cut anywhere gives its packets up to there, and says that it is cut", async () => {
  for (const file of [pcap(made(exchange())), pcapng(made(exchange()))]) {
    let whole = 0;
    for (let length = 0; length < file.length; length++) {
      const { packets, error } = await read(file.subarray(0, length), 7);
      whole += error === null ? 1 : 0;
      if (error !== null) assert.match(String(error), /cut|empty|no capture/, `${length} bytes`);
      assert.ok(packets.every(({ info }, i) => info === infos[i]));
    }
    assert.ok(whole <= 8, `${whole} of the parts look whole: those that end behind a packet or a block`);
  }
});

for (const [title, file, words] of [
  ["an empty file", new Uint8Array(), /it is empty/],
  ["a compressed one", Uint8Array.of(0x1f, 0x8b, 8, 0), /compressed \(gzip\)/],
  ["something else", new TextEncoder().encode("hello, world"), /no capture/],
  ["a length that lies", pcap(made(exchange())).fill(0x7f, 32, 36), /says that it has 2139062143 bytes/],
] as const) {
  test(`${title} is refused in words`, async () => {
    const { error } = await read(file);
    assert.ok(error instanceof EoflabError && error.code === "BAD_CAPTURE");
    assert.match(error.message, words);
  });
}

test("a segment that was not captured whole says what is there, and that it is cut", async () => {
  const [, , request = new Uint8Array()] = exchange();
  const cutTo = async (bytes: number): Promise<string | undefined> =>
    (await read(pcap([{ ns: start, bytes: request.subarray(0, bytes), length: request.length }]))).packets[0]
      ?.info;
  const cut = "[Packet size limited during capture]";
  assert.equal(await cutTo(request.length), "GET / HTTP/1.1 ");
  assert.equal(await cutTo(request.length - 1), `GET / HTTP/1.1 ${cut}`);
  assert.equal(await cutTo(50), `40000 → 80 [PSH, ACK] Seq=1 Ack=1 Win=500 Len=27${cut}`);
  assert.equal(await cutTo(36), `40000 → 80 [PSH, ACK] Seq=1 Ack=1 Win=500${cut}`);
  assert.equal(await cutTo(24), `40000 → 80${cut}`);
  assert.equal(await cutTo(20), undefined);
});

test("a header longer than any buffer is read, in one segment as in many", async () => {
  const header = `GET / HTTP/1.1\r\nX: ${"y".repeat(60_000)}\r\n\r\n`;
  const infoOf = async (size: number): Promise<string[]> => {
    const segments = [...inPieces(new TextEncoder().encode(header), size)].map((data, i) =>
      segment("client", { seq: 100 + i * size, ack: 1, flags: 24, data }),
    );
    return (await read(pcap(made(segments)))).packets.map(({ info }) => info);
  };
  assert.deepEqual(await infoOf(65_000), ["GET / HTTP/1.1 "]);
  const many = await infoOf(20_000);
  assert.deepEqual(many, [
    ...Array(3).fill("GET / HTTP/1.1  [TCP segment of a reassembled PDU]"),
    "GET / HTTP/1.1 ",
  ]);
});

test("flags have Wireshark's names, and so have the options", async () => {
  const flags = async (bits: number): Promise<string | undefined> => {
    const bytes = segment("client", { seq: 1, ack: 1, flags: bits & 0xff });
    bytes[32] = 0x50 | (bits >> 8);
    return /\[(.*?)\]/.exec((await read(pcap(made([bytes])))).packets[0]?.info ?? "")?.[1];
  };
  assert.equal(await flags(0xc2), "SYN, ECE, CWR");
  assert.equal(await flags(0x110), "ACK, AE");
  assert.equal(await flags(0x200), "Reserved");
  assert.equal(await flags(0), "<None>");
});

test("200 MB of other traffic are counted, in less memory than they are", async () => {
  const other = segment("client", { seq: 1, ack: 1, flags: 16, data: "z".repeat(1_000) }).with(9, 132);
  const file = pcap(made(Array<Uint8Array>(1_000).fill(other)));
  const packets = file.subarray(24);
  const times = Math.ceil(2e8 / packets.length);
  const chunks = function* (): Generator<Uint8Array> {
    yield* inPieces(file, 65_536);
    for (let i = 1; i < times; i++) yield* inPieces(packets, 65_536);
  };
  const memory = (): number => process.memoryUsage().heapUsed + process.memoryUsage().external;
  const before = memory();
  let [over, most] = [null as PassedOver | null, 0];
  const watched = function* (): Generator<Uint8Array> {
    for (const chunk of chunks()) {
      most = Math.max(most, memory() - before);
      yield chunk;
    }
  };
  for await (const _ of readCapture(watched(), { onEnd: (known) => (over = known) }))
    assert.fail("no packet");
  assert.deepEqual([...((over as PassedOver | null)?.kinds ?? [])], [["IP protocol 132", times * 1_000]]);
  assert.ok(most < 1.6e8, `${most} bytes`);
});

test("what is of another kind is counted: links, protocols, what is damaged", async () => {
  const udp = segment("client", { seq: 1, ack: 1, flags: 16 }).with(9, 132);
  const { packets, over } = await read(pcap(made([udp, udp, ...exchange(), Uint8Array.of(0x45, 0)])));
  assert.deepEqual(
    packets.map(({ number }) => number),
    [3, 4, 5, 6],
  );
  assert.deepEqual(
    [...(over?.kinds ?? [])],
    [
      ["IP protocol 132", 2],
      ["IP that is cut or damaged", 1],
    ],
  );
  const unknown = await read(pcap(made(exchange()), { link: 147 }));
  assert.deepEqual([...(unknown.over?.kinds ?? [])], [["frames of link type 147", 4]]);
});

test("property: random files end in packets or in a BAD_CAPTURE, whatever is in them", async () => {
  const begins = [pcap([]), pcapng([]), new Uint8Array()];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...begins), fc.uint8Array({ maxLength: 400 }), async (begin, rest) => {
      const { error } = await read(Uint8Array.from([...begin, ...rest]));
      assert.ok(
        error === null || (error instanceof EoflabError && error.code === "BAD_CAPTURE"),
        String(error),
      );
    }),
  );
});

test("property: mutated files too, and the size of the pieces in which they come changes nothing", async () => {
  const files = [pcap(made(exchange(), 1), { link: 1 }), pcapng(made(exchange(6), 113), { link: 113 })];
  const change = fc.tuple(fc.nat({ max: 10_000 }), fc.integer({ min: 0, max: 255 }));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 60 }),
      async (file, changes, size) => {
        const changed = file.slice();
        for (const [at, value] of changes) changed[at % changed.length] = value;
        const [one, other] = [await read(changed), await read(changed, size)];
        assert.ok(
          one.error === null || (one.error instanceof EoflabError && one.error.code === "BAD_CAPTURE"),
          String(one.error),
        );
        assert.deepEqual(other, one);
      },
    ),
  );
});
