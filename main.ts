/** The program: see `lib/cli` for what it does. @module */
import { run } from "./lib/cli/mod.ts";

if (import.meta.main) Deno.exit(await run(Deno.args));
