import { onOff, text } from "./kind.ts";
import { type Rows, served } from "./setting.ts";
import { pinKind, tlsKind } from "./tls_kind.ts";
import { tokenKind } from "./token_kind.ts";

/** Who may, and how that is made sure of. */
export const accessRows: Rows<
  "viewToken" | "controlToken" | "pushToken" | "token" | "open" | "tls" | "pin" | "caPath"
> = {
  viewToken: {
    name: "view-token",
    group: "Access",
    modes: served,
    kind: tokenKind,
    help: "who may watch: a file that holds a token",
    unsetWords: "whoever is on the local network",
  },
  controlToken: {
    name: "control-token",
    group: "Access",
    modes: ["serve"],
    kind: tokenKind,
    help: "who may command",
    unsetWords: "a token that is made once and kept in the state folder",
  },
  pushToken: {
    name: "push-token",
    group: "Access",
    modes: ["serve"],
    kind: tokenKind,
    help: "what the receivers of --push ask for",
  },
  token: {
    name: "token",
    group: "Access",
    modes: ["receive", "control", "doctor"],
    kind: tokenKind,
    help: "what the server asks for, or with --listen what cameras must show (else one is made)",
  },
  open: {
    name: "open",
    group: "Access",
    modes: ["receive"],
    kind: onOff,
    fallback: "false",
    help: "with --listen: cameras need no token",
  },
  tls: {
    name: "tls",
    group: "Access",
    modes: [...served, "receive"],
    kind: tlsKind,
    fallback: "off",
    help: "encrypt whatever is listened on: off, self-signed (made once, kept, its fingerprint " +
      "printed) or CERT.pem,KEY.pem",
  },
  pin: {
    name: "pin",
    group: "Access",
    modes: ["serve", "receive", "control", "doctor"],
    kind: pinKind,
    help: "fingerprint of the certificate that a tls:// or https:// must show",
  },
  caPath: {
    name: "ca",
    group: "Access",
    modes: ["serve", "receive", "control", "doctor"],
    kind: text(/^\P{Cc}{1,4096}$/u, { placeholder: "FILE", allowed: "the path of a PEM file" }),
    help: "certificates that a tls:// or https:// is trusted by",
    unsetWords: "the system's",
  },
};
