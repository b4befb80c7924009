/** HTTP status codes by name: those that picam answers with. Spec: RFC 9110 15, RFC 6585. */
export const STATUS_CODE = {
  Continue: 100,
  SwitchingProtocols: 101,
  OK: 200,
  Created: 201,
  Accepted: 202,
  NoContent: 204,
  PartialContent: 206,
  SeeOther: 303,
  NotModified: 304,
  TemporaryRedirect: 307,
  PermanentRedirect: 308,
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  RequestTimeout: 408,
  Conflict: 409,
  LengthRequired: 411,
  ContentTooLarge: 413,
  URITooLong: 414,
  UnsupportedMediaType: 415,
  RangeNotSatisfiable: 416,
  ExpectationFailed: 417,
  MisdirectedRequest: 421,
  UnprocessableEntity: 422,
  UpgradeRequired: 426,
  TooManyRequests: 429,
  RequestHeaderFieldsTooLarge: 431,
  InternalServerError: 500,
  NotImplemented: 501,
  BadGateway: 502,
  ServiceUnavailable: 503,
  GatewayTimeout: 504,
  HTTPVersionNotSupported: 505,
} as const;

/** Any status code of {@linkcode STATUS_CODE}. */
export type StatusCode = typeof STATUS_CODE[keyof typeof STATUS_CODE];

/** The words of a status line. */
export type StatusText = string;

/** The words that go with each status code: `STATUS_TEXT[404]` is `Not Found`. */
export const STATUS_TEXT: Readonly<Record<StatusCode, StatusText>> = Object.fromEntries(
  // The real package's words are its names, cut where a word begins.
  Object.entries(STATUS_CODE).map(([name, code]) => [
    code,
    name.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, " "),
  ]),
) as Record<StatusCode, StatusText>;
