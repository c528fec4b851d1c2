/** Go's net/http, with the handlers of labs/reference. @module */

import { allOfGo, type ServerTarget } from "./server_target.ts";

export const go: ServerTarget = { id: "go", title: "Go's net/http", runtime: "go", nearest: allOfGo };
