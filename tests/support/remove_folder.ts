/**
 * Removes a folder that a program which is ending may still write to: a browser's helpers outlive it
 * for a moment, and what they add makes the removal fail.
 */
export async function removeFolder(path: string): Promise<void> {
  for (let left = 200;; left--) {
    try {
      return await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
