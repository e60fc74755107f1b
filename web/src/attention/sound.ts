// Two soft notes. Browsers keep a page silent until somebody has touched it; then nothing is made up for.
const LASTS_MS = 1500

export function knock(): void {
  if (!navigator.userActivation?.hasBeenActive) return
  void import('../media/tones.ts')
    .then(async ({ play }) => {
      const context = new AudioContext()
      await context.resume()
      play(context, 'came')
      setTimeout(() => void context.close(), LASTS_MS)
    })
    .catch(() => undefined)
}
