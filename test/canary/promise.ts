// Wrong on purpose: a promise nobody waits for. `bin/check lint-canary` passes only if the linter refuses this file.
async function later(): Promise<void> {}

later()
