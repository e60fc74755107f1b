// Three projects: what is quick and needs no server, what starts whole servers, and of those what measures and wants both cores for itself.
import { defineConfig } from 'vitest/config'

const rooms = ['protocol', 'client', 'server', 'terminal', 'web', 'docs']
const measuring = ['bench/**/*.test.ts', 'test/faults/slow.test.ts']

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
          include: ['test/**/*.test.ts'],
          exclude: measuring,
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'alone',
          include: measuring,
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
