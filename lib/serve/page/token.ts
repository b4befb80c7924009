const key = "picam.token";

/**
 * The token that the viewer typed, kept for as long as the tab is open and shown to nobody: it is in
 * no URL, because those end up in histories and logs; but for the playlist of HLS, whose player knows
 * no other way.
 */
export const token = {
  /** The token; nothing where none was typed. */
  get(): string | undefined {
    try {
      return sessionStorage.getItem(key) ?? undefined;
    } catch {
      return inMemory; // storage is switched off in this browser
    }
  },

  /** Keeps it; nothing forgets it. */
  set(value: string | undefined): void {
    inMemory = value;
    try {
      if (value === undefined) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, value);
    } catch {
      // As above: it lasts until the page is loaded anew.
    }
  },

  /** Header fields for requests to the server. Spec: RFC 6750 2.1. */
  headers(): Record<string, string> {
    const value = this.get();
    return value === undefined ? {} : { Authorization: `Bearer ${value}` };
  },
};

let inMemory: string | undefined;
