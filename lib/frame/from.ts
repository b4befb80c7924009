/** Where a reader starts. Spec: wire-protocol v1, *Session*. */
export type From =
  | { readonly kind: "live" }
  | { readonly kind: "oldest" }
  | { readonly kind: "ago"; readonly seconds: number }
  | { readonly kind: "sequence"; readonly epoch?: string; readonly sequence: number };

/**
 * What happens to a reader that falls behind: `live` skips to the newest key frame, `gapless`
 * never skips while the ring still has the frames.
 */
export type Policy = "live" | "gapless";
