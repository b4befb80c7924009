import type { TokenSetting } from "./token_kind.ts";
import type { PicamUrl } from "./url_kind.ts";

/** What it takes to reach a server, and to be let in. */
export interface RemoteSettings {
  /** Where it is. */
  readonly url?: PicamUrl;
  /** The token that lets in. */
  readonly token?: TokenSetting;
  /** SHA-256 of the certificate that TLS must show: upper case, with colons. */
  readonly pin?: string;
  /** File with the certificates that TLS trusts, as PEM. */
  readonly caPath?: string;
}
