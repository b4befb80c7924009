import type { SettingInForce } from "../config/mod.ts";

/** What is shown instead, as of tokens. */
const secretWord = "[secret]";
/** A name and a password before the host of a URL. Spec: RFC 3986 3.2.1. */
const userInfo = /(?<=:\/\/)[^\s/?#'"]*@/g;
/** What a query's member holds that is called as secrets are. */
const secretMember = /([?&][\w-]*(?:token|pass|passphrase|password|secret|key|auth)=)[^\s&#'"]+/gi;

/**
 * The settings as whoever may watch is told them. A token is never among them; a URL with a password may
 * stand in free words, such as those that go on to the camera program.
 */
export function withoutCredentials(settings: readonly SettingInForce[]): SettingInForce[] {
  return settings.map((setting) => ({ ...setting, value: hide(setting.value) }));
}

function hide(value: SettingInForce["value"]): SettingInForce["value"] {
  if (typeof value === "string") return hideInText(value);
  return Array.isArray(value) ? value.map(hideInText) : value;
}

function hideInText(text: string): string {
  return text.replaceAll(userInfo, `${secretWord}@`).replaceAll(secretMember, `$1${secretWord}`);
}
