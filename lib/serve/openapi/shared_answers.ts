import { type Answer, problem } from "./operation.ts";

/** Status codes of {@linkcode sharedAnswers}. */
export type SharedAnswer = keyof typeof sharedAnswers;

/** What the port answers by itself, whatever is asked for; described once, and referred to. */
export const sharedAnswers = {
  401: problem(
    "A token is needed, the one given is wrong, or it is the control token and stands in the URL",
  ),
  403: problem("The request is from a page of another server"),
  405: problem("Not a method of this path; `Allow` names those that are"),
  408: problem("The header did not come within 10 s, or the whole request within 20 s"),
  413: problem("The body has more than 64 KiB"),
  421: problem("The name in `Host` is not one that this picam answers to"),
  429: problem("Too many wrong tokens from this address; `Retry-After` says how long to wait"),
  431: problem("Request line and headers have more than 16 KiB"),
} as const satisfies Readonly<Record<number, Answer>>;
