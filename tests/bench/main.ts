/**
 * Measures picam against a C pass-through server on this machine: `deno task bench [row …]`.
 * Rows, each a line of the design's table of figures, are run one after the other; within a row
 * yardstick and product take turns.
 * @module
 */
import { parseArgs } from "@std/cli";
import { isHeld, type RowOutcome, tableOf } from "./figure.ts";
import { describeMachine } from "./machine.ts";
import type { Effort, Row } from "./row.ts";
import { catchUp } from "./rows/catch_up.ts";
import { fanOutFramed, fanOutHttp, fanOutRaw } from "./rows/fan_out.ts";
import { fanOutWs } from "./rows/fan_out_ws.ts";
import { isp } from "./rows/isp.ts";
import { ispQuality } from "./rows/isp_quality.ts";
import { join } from "./rows/join.ts";
import { latency, latencyFramed } from "./rows/latency.ts";
import { memory } from "./rows/memory.ts";
import { page } from "./rows/page.ts";
import { pageDrift } from "./rows/page_drift.ts";
import { rawReceivers } from "./rows/raw_receivers.ts";
import { patternCpu } from "./rows/pattern_cpu.ts";
import { rawPng } from "./rows/raw_png.ts";
import { receive } from "./rows/receive.ts";
import { record } from "./rows/record.ts";
import { ringAppend } from "./rows/ring_append.ts";
import { stalledClient } from "./rows/stalled_client.ts";
import { start } from "./rows/start.ts";
import { buildTools, type Tools } from "./tools.ts";

const rows: readonly Row[] = [
  latency,
  latencyFramed,
  fanOutRaw,
  fanOutHttp,
  fanOutFramed,
  fanOutWs,
  catchUp,
  join,
  stalledClient,
  memory,
  start,
  patternCpu,
  ringAppend,
  record,
  rawPng,
  receive,
  page,
  pageDrift,
  rawReceivers,
  isp,
  ispQuality,
];

const usage = `deno task bench [row …] [options]

Rows (all of them unless some are named):
${rows.map(({ name, title }) => `  ${name.padEnd(16)}${title}`).join("\n")}

Options:
  --rounds 3       turns of yardstick and product; medians are printed
  --seconds 10     length of one measurement
  --clients 1000   clients of the fan-out rows
  --minutes 4      length of the rows memory (60 is the design's) and page-drift (10)
  --kodak FOLDER   PNG files for the row isp-quality; by default the crops in tests/testdata
  --json FILE      also write every measurement to FILE

PICAM_BIN=dist/picam measures that file instead of the source tree.`;

interface Settings {
  readonly rows: readonly Row[];
  readonly effort: Effort;
  readonly json: string | undefined;
}

function settingsOf(args: string[]): Settings | string {
  const unknown: string[] = [];
  const { _, ...flags } = parseArgs(args, {
    boolean: ["help"],
    string: ["rounds", "seconds", "minutes", "clients", "kodak", "json"],
    default: { rounds: "3", seconds: "10", minutes: "4", clients: "1000" },
    unknown: (arg, key) => key === undefined || unknown.push(arg) < 0,
  });
  if (flags.help) return usage;
  const names = _.map(String);
  unknown.push(...names.filter((name) => !rows.some((row) => row.name === name)));
  if (unknown.length > 0) return `Unknown: ${unknown.join(" ")}\n\n${usage}`;
  const effort = {
    rounds: Number(flags.rounds),
    windowMs: Number(flags.seconds) * 1000,
    minutes: Number(flags.minutes),
    clients: Number(flags.clients),
  };
  const bad = Object.entries(effort).filter(([, value]) => !(value > 0)).map(([name]) => name);
  if (bad.length > 0) return `Not a number above 0: ${bad.join(" ")}\n\n${usage}`;
  const chosen = names.length === 0 ? rows : rows.filter(({ name }) => names.includes(name));
  const kodak = flags.kodak === undefined ? {} : { kodak: flags.kodak };
  return { rows: chosen, effort: { ...effort, ...kodak }, json: flags.json };
}

async function measureRow(row: Row, tools: Tools, effort: Effort): Promise<RowOutcome> {
  console.error(`measuring ${row.name}: ${row.title}`);
  try {
    const outcome = await row.measure(tools, effort);
    const result = { row: row.name, ...outcome };
    console.error(tableOf([result]) + "\n");
    return result;
  } catch (error) {
    console.error(error);
    const faults = "see its message";
    const figure = { what: "could not be measured", product: NaN, limit: 0, faults };
    return { row: row.name, figures: [figure] };
  }
}

async function main(): Promise<number> {
  const settings = settingsOf(Deno.args);
  if (typeof settings === "string") {
    console.error(settings);
    return Deno.args.includes("--help") ? 0 : 2;
  }
  const machine = await describeMachine();
  const outcomes: RowOutcome[] = [];
  await using tools = await buildTools();
  for (const row of settings.rows) outcomes.push(await measureRow(row, tools, settings.effort));
  for (const [name, value] of Object.entries(machine)) console.log(`${name}: ${value}`);
  console.log(`\n${tableOf(outcomes)}`);
  if (settings.json !== undefined) {
    const report = { machine, effort: settings.effort, outcomes };
    await Deno.writeTextFile(settings.json, JSON.stringify(report, undefined, 2) + "\n");
  }
  const figures = outcomes.flatMap((outcome) => outcome.figures);
  return figures.some((figure) => isHeld(figure) === false) ? 1 : 0;
}

if (import.meta.main) Deno.exitCode = await main();
