/** Waits for a condition; says what was seen where it never came. */
export async function until(says: string, holds: () => unknown, ms = 15_000): Promise<void> {
  for (const end = performance.now() + ms; performance.now() < end; ) {
    if (holds()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`never: ${says}`)
}
