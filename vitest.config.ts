// Two projects: what is quick and stands alone, and what starts whole servers (one file at a time: two cores).
import { defineConfig } from 'vitest/config'

const rooms = ['protocol', 'client', 'server', 'terminal', 'web', 'docs']

export default defineConfig({
  test: {
    globalSetup: './test/harness/postgres.setup.ts',
    // Both cores: many of these wait for a disk or a process.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'rooms',
          include: rooms.map((room) => `${room}/**/*.test.{ts,tsx}`),
          exclude: ['**/node_modules/**', '**/dist/**'],
          environment: 'node',
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts', 'bench/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
