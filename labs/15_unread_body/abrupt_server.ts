/**
 * A server without the lingering close: where Go's sends FIN and waits, it closes the socket at once.
 *
 * All else is the same server. What it leaves out is what many servers that are written by hand have never heard of.
 *
 * @module
 */

import { type Conn, ConnWrapper, EoflabError, Server } from "../../lib/mod.ts";

/** The server of the lab, on sockets that know no half-close. */
export class AbruptServer extends Server {
  protected override rwcOf(socket: Conn, id: number): Conn {
    return new NoHalfClose(super.rwcOf(socket, id));
  }
}

/** Closes both directions where one was to be shut, and says so: nobody waits for a closed socket. */
class NoHalfClose extends ConnWrapper {
  override async closeWrite(): Promise<void> {
    this.inner.close();
    throw new EoflabError("CLOSED", "use of closed network connection");
  }
}
