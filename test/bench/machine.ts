/**
 * What the bench asks of the machine: two cores, and what a process has used.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import process from "node:process";

/** The core of the servers, and the one of whoever asks them. */
export interface Cores {
  readonly server: string;
  readonly load: string;
}

/** The first two cores that this process may use; `null` where there is one alone, or where the system does not say. */
export function twoCores(): Cores | null {
  const [server, load] = allowedCores();
  return server === undefined || load === undefined ? null : { server, load };
}

function allowedCores(): string[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(fileOr("/proc/self/status", ""))?.[1] ?? "";
  return coresOf(list);
}

/** The cores of a list as the kernel writes it: `0-2,5`. */
export function coresOf(list: string): string[] {
  return list.split(",").flatMap((part) => {
    const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (first === undefined) return [];
    const count = Number(last ?? first) - Number(first) + 1;
    return Array.from({ length: count }, (_, i) => String(Number(first) + i));
  });
}

/** Moves this process, and whatever it starts from now on, to a core, or to several: `0,1`. */
export function moveTo(core: string): void {
  spawnSync("taskset", ["-a", "-p", "-c", core, String(process.pid)], { stdio: "ignore" });
}

/** The processor time that a process has used so far, in µs: of all of its threads. */
export function processorTime(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const ns = threads.map((id) => Number(fileOr(`/proc/${pid}/task/${id}/schedstat`, "").split(" ", 1)[0]));
  if (ns.every((n) => n > 0)) return ns.reduce((sum, n) => sum + n, 0) / 1000;
  // A kernel without schedstat counts in hundredths of a second.
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** The memory that a process holds, in bytes. */
export function memoryOf(pid: number): number {
  return statusField(pid, "VmRSS");
}

/** The most that a process has held since `forgetPeak`, in bytes. */
export function peakOf(pid: number): number {
  return statusField(pid, "VmHWM");
}

/** From now on the peak is counted anew. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

function statusField(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? Number.NaN) * 1024;
}

function fileOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return otherwise;
  }
}

/** How many files a process may have open; Node takes the hard limit when it starts. */
export function openFiles(): number {
  const limit = /^Max open files\s+\S+\s+(\d+)/m.exec(fileOr("/proc/self/limits", ""))?.[1];
  return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
}

/** On what it was measured: absolute numbers hold there, and nowhere else. */
export function describeMachine(): string {
  const [cpu] = os.cpus();
  return `${os.cpus().length} × ${cpu?.model ?? "unknown processor"}, ${os.type()} ${os.release()}, Node ${process.versions.node}`;
}
