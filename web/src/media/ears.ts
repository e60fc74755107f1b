/** Who wants to hear that something changed. */
export type Ears = { tell(): void; add(changed: () => void): () => void; clear(): void }

export function createEars(): Ears {
  const ears = new Set<() => void>()
  return {
    tell() {
      for (const ear of [...ears]) ear()
    },
    add(changed) {
      // Wrapped, so that the same function given twice is called off one at a time.
      const ear = (): void => changed()
      ears.add(ear)
      return () => void ears.delete(ear)
    },
    clear: () => ears.clear(),
  }
}
