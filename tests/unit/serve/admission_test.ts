import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { IncomingMessage } from "node:http";
import { takeCredentials } from "../../../lib/serve/credentials.ts";
import { isFromOwnPage } from "../../../lib/serve/own_origin.ts";

function take(target: string, authorization?: string) {
  const request = { url: target, headers: { authorization } } as IncomingMessage;
  const url = new URL(target, "http://picam");
  const { token, isInUrl } = takeCredentials(request, url);
  return { token, isInUrl, target: request.url, query: url.search };
}

/** A password as a browser sends it. */
const basic = (pair: string) => `Basic ${btoa(pair)}`;

const headers: [string | undefined, string | undefined][] = [
  [undefined, undefined],
  ["Bearer abc", "abc"],
  ["bearer   abc ", "abc"],
  ["BEARER a:b=c/d+e", "a:b=c/d+e"],
  ["Bearer", undefined],
  ["Bearer ", undefined],
  ["Bearer a b", undefined],
  ["abc", undefined],
  ["Digest username=x", undefined],
  [basic("picam:abc"), "abc"],
  [basic(":abc"), "abc"],
  [basic("a:b:c"), "b:c"],
  [basic("abc"), undefined],
  [basic("abc:"), ""],
  ["Basic %%%", undefined],
  ["", undefined],
];

Deno.test("a token is a Bearer's, or the password of Basic", () => {
  for (const [header, expected] of headers) {
    const taken = take("/a", header);
    assertEquals(taken.token, expected, header);
    assertEquals(taken.isInUrl, false);
  }
});

Deno.test("a token is taken out of the URL, and gives way to a header's", () => {
  assertEquals(take("/a?from=live&token=abc"), {
    token: "abc",
    isInUrl: true,
    target: "/a?from=live",
    query: "?from=live",
  });
  assertEquals(take("/a?token=abc", "Bearer def"), {
    token: "def",
    isInUrl: false,
    target: "/a",
    query: "",
  });
  assertEquals(take("/a?token=a%20b&token=c").token, "a b");
  assertEquals(take("/a?token=").token, "");
  assertEquals(take("/a?x=%zz").token, undefined);
});

Deno.test("any header and any query give a token or none, and leave none in the URL", () => {
  fc.assert(fc.property(fc.string(), fc.webQueryParameters({ size: "small" }), (header, query) => {
    const taken = take(`/a?${query}&token=hidden`, header);
    assertEquals(taken.target?.includes("hidden"), false);
    assertEquals(typeof taken.token, "string");
  }));
});

const origins: [string | undefined, string | undefined, boolean][] = [
  [undefined, "pi:8000", true],
  ["http://pi:8000", "pi:8000", true],
  ["https://pi:8000", "pi:8000", true],
  ["http://PI:8000", "Pi:8000", true],
  ["http://pi", "pi", true],
  ["http://pi", "pi:80", true],
  ["https://pi", "pi:443", true],
  ["http://[::1]:8000", "[::1]:8000", true],
  ["http://pi:8000", "pi:8001", false],
  ["http://pi:8000", "pi", false],
  ["http://evil.com", "pi:8000", false],
  ["http://pi.evil.com:8000", "pi:8000", false],
  ["http://pi:8000@evil.com", "pi:8000", false],
  ["null", "pi:8000", false],
  ["", "pi:8000", false],
  ["file://", "pi:8000", false],
  ["http://pi:8000", undefined, false],
  ["http://pi:8000", "", false],
];

Deno.test("only a page of the same host and port, or none, may change something", () => {
  for (const [origin, host, expected] of origins) {
    assertEquals(isFromOwnPage({ origin, host }), expected, `${origin} at ${host}`);
  }
});
