import type { Recording } from "../../lib/mod.ts";
export const why = (_rec: Recording): string[] => [];
