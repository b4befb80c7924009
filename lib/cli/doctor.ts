import type { DoctorSettings, PicamUrl, SourceSetting } from "../config/mod.ts";
import { reachableHost } from "./announce.ts";
import { lookBounded } from "./doctor/bounded.ts";
import { checksOf, type Patient } from "./doctor/checks.ts";
import type { Finding } from "./doctor/finding.ts";
import { thisMachine } from "./doctor/machine.ts";
import { formatFinding, judgeAll } from "./doctor/report.ts";
import { findRunningPicam } from "./doctor/running_picam.ts";
import { exitCode } from "./exit_code.ts";
import { sourceOf } from "./source.ts";
import { print } from "./standard_output.ts";
import { version } from "./version.ts";

/**
 * Checks whatever stands between this machine and a picture, and tells each finding as soon as it
 * and those before it are known.
 * @returns the exit code: 0 when there will be a picture, or with a URL when frames come.
 * @throws {UsageError} when the source cannot do what is asked of it.
 * @throws {StandardOutputError} when a finding cannot be printed.
 */
export async function doctor(
  settings: DoctorSettings,
  warnings: readonly string[],
): Promise<number> {
  if (settings.url !== undefined) return await checkWay(settings.url, { settings, warnings });
  const { host, httpPort: port } = settings;
  const machine = thisMachine();
  const sourceName = nameOf(settings.source);
  const source = sourceOf(settings);
  const running = await findRunningPicam({ host, port });
  const patient: Patient = { settings, source, sourceName, machine, running };

  print(
    `picam ${version} looks for what stands in the way of a picture (--source ${sourceName})\n`,
  );
  for (const warning of warnings) print(`note: ${warning}\n`);
  const checks = checksOf(patient);
  const looking = checks.map((check) => lookBounded(check, machine.timing));
  const named: { name: string; finding: Finding }[] = [];
  try {
    for (const [index, { name }] of checks.entries()) {
      const finding = await looking[index];
      if (finding === undefined) continue;
      named.push({ name, finding });
      print(formatFinding({ name }, { finding, hasColour: hasColour() }));
    }
  } finally {
    // Where nothing can be printed any more, what a check has started is still to be ended by it.
    await Promise.all(looking);
  }
  const verdict = judgeAll(named, nextStep(patient));
  print(`\n${verdict.words}`);
  return verdict.hasPicture ? exitCode.done : exitCode.camera;
}

/** The way to a server, instead of this machine. */
async function checkWay(
  url: PicamUrl,
  { settings, warnings }: { settings: DoctorSettings; warnings: readonly string[] },
): Promise<number> {
  print(`picam ${version} looks at the way to ${url.href}\n`);
  for (const warning of warnings) print(`note: ${warning}\n`);
  // What receives is loaded only where it is asked for.
  const { doctorRemote } = await import("./doctor/remote.ts");
  return await doctorRemote(url, {
    settings,
    tell: ({ name, finding }) =>
      print(formatFinding({ name }, { finding, hasColour: hasColour() })),
  });
}

function nextStep({ settings, running }: Patient): string {
  const { host, httpPort } = settings;
  const address = httpPort === "auto" || httpPort === 0
    ? undefined
    : `http://${reachableHost(host)}:${httpPort}/`;
  if (running !== undefined) return `There is a picture: ${address}.`;
  const start = "There will be a picture: start picam with the same flags, without --mode doctor";
  return address === undefined
    ? `${start}; its log says where.`
    : `${start}, then open ${address}.`;
}

/** As `--source` takes it. */
function nameOf(source: SourceSetting): string {
  if (source.kind === "v4l2") return `v4l2:${source.device}`;
  return "path" in source ? `${source.kind}:${source.path}` : source.kind;
}

/** Spec: no-color.org. */
function hasColour(): boolean {
  return Deno.stdout.isTerminal() && !Deno.noColor;
}
