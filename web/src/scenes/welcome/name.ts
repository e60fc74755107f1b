/** The sign-in name is made of what people type; what others see is as they typed it. */
export function nameFrom(typed: string): string {
  return typed
    .normalize('NFKC')
    .trim()
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '.')
    .replace(/^[._-]+|(?<![._-])[._-]+$/g, '')
}
