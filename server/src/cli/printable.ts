/** Names were chosen by others, and this goes to a terminal: no control characters. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '')
