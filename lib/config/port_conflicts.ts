import { calls, type GivenValues } from "./given.ts";
import type { DoctorSettings } from "./settings.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Checks that no two ports are the same, and that the bare stream does not go around a token or TLS.
 *
 * @throws {UsageError} That names both sides of a conflict.
 */
export function checkPorts(settings: DoctorSettings, given: GivenValues): void {
  const { httpPort, tcpPort, rawPort, viewToken, tls } = settings;
  const guard = viewToken !== undefined ? "view-token" : tls.kind !== "off" ? "tls" : undefined;
  if (guard !== undefined && rawPort !== 0) {
    const origin = given.get(guard)?.origin ?? { kind: "flag" };
    const asked = given.get("raw-port")?.origin ?? { kind: "flag" };
    throw new UsageError(
      `${calls("raw-port", asked)} ${rawPort} and ${calls(guard, origin)} are at odds: the bare ` +
        "stream knows neither tokens nor TLS; leave one out",
    );
  }
  const ports = [
    { flag: "--http-port", port: httpPort },
    { flag: "--tcp-port", port: tcpPort },
    { flag: "--raw-port", port: rawPort },
  ].filter(({ port }) => port !== 0 && port !== "auto");
  for (const [index, { flag, port }] of ports.entries()) {
    const other = ports.slice(index + 1).find((each) => each.port === port);
    if (other === undefined) continue;
    throw new UsageError(`${flag} and ${other.flag} are both ${port}: choose another for one`);
  }
}
