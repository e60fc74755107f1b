const AGAIN_MS = 1500

/** Tries again as long as the server is away. Rejects when it answers and still has no such file: it was updated. */
export async function persistent<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load()
    } catch (failure) {
      if (await isThere()) return load().catch(() => Promise.reject(failure))
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }
}

const isThere = (): Promise<boolean> =>
  fetch('/', { method: 'HEAD', cache: 'no-store' }).then(
    (response) => response.ok,
    () => false,
  )
