// Three projects: what is quick and needs no server, what starts whole servers, and of those what measures and wants both cores for itself.
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { measuring, rooms } from './test/projects.ts'
import { createReporter } from './test/report.ts'

/** The short ones of the rooms come last: no core waits long for the other. Else as vitest has it, what took long first. */
class WholeFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isOfRooms = ({ project }: TestSpecification): boolean => project.name === 'rooms'
    return [...sorted.filter((file) => !isOfRooms(file)), ...sorted.filter(isOfRooms)]
  }
}

const report = process.env['HEARTH_TEST_REPORT']
// Nothing of these is short: without --deep they hold no test, and a file without one is a failure.
const onlyDeep = ['faults/clock', 'faults/database', 'faults/memory', 'faults/storms', 'stories/weather'].map(
  (name) => `test/${name}.test.ts`,
)
const notNow = process.env['HEARTH_TEST_DEEP'] === '1' ? [] : onlyDeep

export default defineConfig({
  test: {
    reporters: ['default', ...(report === undefined ? [] : [createReporter(report, import.meta.dirname)])],
    globalSetup: './test/harness/postgres.setup.ts',
    // One more than cores: each waits a quarter of its time, for a disk, a process or a deadline.
    maxWorkers: 3,
    sequence: { sequencer: WholeFirst },
    projects: [
      {
        // As web/vite.config.ts builds it.
        resolve: { alias: { entities: join(import.meta.dirname, 'web/src/text/entities.ts') } },
        test: {
          name: 'rooms',
          server: { deps: { inline: ['markdown-it'] } },
          include: rooms.map((room) => `${room}/**/*.test.{ts,tsx}`),
          exclude: ['**/node_modules/**', '**/dist/**'],
          environment: 'node',
          // Files of a worker share its modules, which takes a third off loading them: a test leaves the process as it found it.
          isolate: false,
          setupFiles: './test/harness/process.setup.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: [...measuring, ...notNow],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'alone',
          include: [...measuring],
          exclude: [...notNow],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
