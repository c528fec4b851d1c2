import { hasDeno } from "../../lib/net/deno.ts";
import { pipe } from "../../lib/net/pipe.ts";
import { network, runtime } from "../../lib/net/platform.ts";
import { connContract } from "../fixtures/conn_contract.ts";
import { likeLinux, overNetwork, type Seen } from "../fixtures/conn_pairs.ts";

connContract({ name: "in memory", seen: likeLinux, pair: async (clock) => pipe(clock) });

// Seen with node:net on Deno 2.9: a write that meets RST says broken pipe; Linux says connection reset first.
const nodeOnDeno: Seen = { ...likeLinux, writeAfterUnreadClose: ["EPIPE"] };

connContract(
  overNetwork(`node:net on ${runtime().name}`, hasDeno() ? nodeOnDeno : likeLinux, (clock) =>
    network({ clock, transport: "node" }),
  ),
);

// Seen with Deno.listen on Deno 2.9: close sends FIN first, and RST after it if bytes are unread. So a read sees
// EOF, and a write the broken pipe that Linux makes of an RST after FIN. There is no reset: that is a close.
const denoListen: Seen = {
  readAfterUnreadClose: [null],
  writeAfterUnreadClose: ["EPIPE"],
  readAfterReset: [null],
};

if (hasDeno()) {
  connContract(overNetwork("Deno.listen", denoListen, (clock) => network({ clock, transport: "deno" })));
}
