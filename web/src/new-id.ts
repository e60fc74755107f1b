/** A fresh clientId. The time first: the server keeps them in order, and what comes last then lies beside what came before. */
export const newClientId = (): string =>
  `${Date.now().toString(36)}-${Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(36).padStart(2, '0')).join('')}`
