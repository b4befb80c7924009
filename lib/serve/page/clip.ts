import { isObject } from "../../wire/mod.ts";
import { ask } from "./ask.ts";
import { datedName, saveFile } from "./still.ts";
import { token } from "./token.ts";

/**
 * Saves the last seconds as an MP4 file. Where a token is needed the file is fetched, because a link
 * cannot bring one; else the browser saves it while it comes.
 *
 * @throws {Error} In the server's words where there is no such clip.
 */
export async function saveClip(
  seconds: number,
  { windowSeconds, nowUs }: { readonly windowSeconds: number; readonly nowUs: number },
): Promise<void> {
  // A ring that holds less gives all of it: that is what the viewer wants, and no error.
  const span = seconds < windowSeconds - 1 ? `last=${seconds}s` : "from=oldest";
  const url = `/clip.mp4?${span}`;
  const name = datedName(nowUs, "mp4");
  if (token.get() !== undefined) return saveFile(await (await request(url, "GET")).blob(), name);
  await request(url, "HEAD");
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

async function request(url: string, method: "GET" | "HEAD"): Promise<Response> {
  const response = await ask(url, { method });
  if (response.ok) return response;
  const problem = method === "HEAD" ? await detailOf(url) : await readDetail(response);
  throw new Error(problem ?? `The camera gave no clip (${response.status})`);
}

/** The answer to HEAD has no words: asks for them, and for no more. */
async function detailOf(url: string): Promise<string | undefined> {
  const abort = new AbortController();
  const response = await ask(url, { signal: abort.signal });
  if (!response.ok) return await readDetail(response);
  abort.abort();
}

async function readDetail(response: Response): Promise<string | undefined> {
  const problem: unknown = await response.json().catch(() => undefined);
  if (isObject(problem) && typeof problem["detail"] === "string") return problem["detail"];
}
