/**
 * Whether a request may change something, or stay connected: it comes from a page of this server,
 * or from no page at all. A browser sends passwords that it knows along with requests of any page,
 * so a right token excuses nothing here. Spec: RFC 6454 7; RFC 6455 10.2.
 *
 * @param headers Of the request. A proxy in front may speak TLS, so schemes are not compared.
 */
export function isFromOwnPage(headers: {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
}): boolean {
  if (headers.origin === undefined) return true;
  const origin = URL.parse(headers.origin);
  return origin !== null && origin.host !== "" &&
    origin.host === URL.parse(`${origin.protocol}//${headers.host}`)?.host;
}
