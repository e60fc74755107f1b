// Sizes as people read them, in steps of 1,024: as the limits of the server count.
const units = ['bytes', 'KB', 'MB', 'GB', 'TB']
const STEP = 1024

/** '1 byte', '812 bytes', '2.4 MB', '37 GB'. In English; the page has words of its own for each language. */
export function sizeInWords(bytes: number): string {
  if (bytes === 1) return '1 byte'
  let value = bytes
  let unit = 0
  // What would be rounded to 1024 is one of the next.
  for (; value >= STEP - 0.5 && unit < units.length - 1; unit++) value /= STEP
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}
