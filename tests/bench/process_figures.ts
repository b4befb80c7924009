/** What Linux tells about a running process. Spec: proc(5). @module */

const ticksPerSecond = 100; // USER_HZ, fixed on every architecture that picam knows

/**
 * Returns the processor time that a process has used so far, all threads, user and system, in
 * seconds.
 */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  // The program's name stands in brackets and may hold anything, so count from the last bracket.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/**
 * Returns the processor time that the whole machine has used so far, all cores, and what a
 * hypervisor took from it, in seconds.
 */
export async function machineSeconds(): Promise<number> {
  const [line = ""] = (await Deno.readTextFile("/proc/stat")).split("\n");
  const [, user, nice, system, , , irq, softirq, steal] = line.split(/\s+/).map(Number);
  const used = [user, nice, system, irq, softirq, steal];
  return used.reduce<number>((sum, ticks) => sum + (ticks ?? 0), 0) / ticksPerSecond;
}

/** Returns the resident memory of a process in bytes. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

/** Returns how many descriptors a process has open. */
export async function openDescriptors(pid: number): Promise<number> {
  const entries = await Array.fromAsync(Deno.readDir(`/proc/${pid}/fd`));
  return entries.length;
}
