import { isIP } from "node:net";

/**
 * Whether a Host header may be answered: an address, `localhost`, a single-label name, or one
 * under a suffix that no public name has. Anything else may be a page elsewhere that had its name
 * resolved to this machine (DNS rebinding). Spec: http-api, *Who may do what*.
 */
export function isOwnHost(host: string, allowed: readonly string[]): boolean {
  const name = host.replace(/:\d+$/, "").replace(/\.$/, "").toLowerCase();
  if (isIP(name.replace(/^\[|\]$/g, "")) !== 0) return true;
  if (!name.includes(".")) return /^[a-z0-9_-]+$/.test(name);
  if (/\.(local|lan|home\.arpa|internal)$/.test(name)) return true;
  return allowed.some((entry) => entry.toLowerCase() === name);
}
