import { RequestError } from "../../wire/mod.ts";

/** Why something was not done, with the protocol's word for scripts to look for. */
export function refusalWords(error: Error): string {
  return error instanceof RequestError ? `${error.message} (${error.code})` : error.message;
}
