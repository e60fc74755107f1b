// Content-Disposition after RFC 6266: the name for everybody in plain letters, and as it is for those who read UTF-8.

/** @param shown may the browser show it by itself, or only save it? */
export function disposition(name: string, shown: boolean): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  return `${shown ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encoded(name)}`
}

/** RFC 8187: only `attr-char` stays as it is. */
const encoded = (name: string) =>
  encodeURIComponent(name.toWellFormed()).replace(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
