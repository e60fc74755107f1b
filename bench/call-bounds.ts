// What calls are to keep to, and what of it a measurement did not: said beside the numbers, so that nobody has to know the bounds by heart. They hold
// on two cores that nothing else uses: a machine that is busy breaks them without any fault of the engine.
import type { CallsMeasured, EngineMeasured } from './calls.ts'

/** The server adds no more, p95. */
const LATENCY_MS = 5
/** Of a core, for six people with pictures. */
const VIDEO_SHARE = 0.5
const FIRST_FRAME_MS = 1000
/** Of a core: whoever plays the people has no time left to be in time. */
const BUSY_LOAD = 0.9
/** Between a tenth of all joins and leaves, and all of them: what a heap breathes in and out. */
const GROWS = 1.1
const GROWS_MB = 8

/** A sentence for each bound that was not kept. */
export function beyondBounds({ engines, page }: CallsMeasured): readonly string[] {
  const late = page !== null && page.firstFrameP95Ms > FIRST_FRAME_MS
  const words = late ? [`a page sees the first frame after ${page.firstFrameP95Ms} ms (p95), and not within ${FIRST_FRAME_MS}`] : []
  return [...engines.flatMap(ofEngine), ...words]
}

function ofEngine({ engine, audio, video, memoryAfterTenthMB, memoryAfterAllMB, joins }: EngineMeasured): readonly string[] {
  const slow = [...audio, video]
    .filter(({ latencyP95Ms }) => latencyP95Ms > LATENCY_MS)
    .map(({ people, latencyP95Ms, loadShare }) => {
      const whose = loadShare > BUSY_LOAD ? `, but the load took ${Math.round(loadShare * 100)} % of its core and was late itself` : ''
      return `${engine}, ${people} people: the server adds ${latencyP95Ms} ms (p95), and not at most ${LATENCY_MS}${whose}`
    })
  const share = Math.round(video.cpuShare * 100)
  const busy =
    video.cpuShare > VIDEO_SHARE ? [`${engine}, ${video.people} people with pictures: ${share} % of a core, and not half of one`] : []
  const grew = memoryAfterAllMB > Math.max(memoryAfterTenthMB * GROWS, memoryAfterTenthMB + GROWS_MB)
  return [
    ...slow,
    ...busy,
    ...(grew ? [`${engine} grew from ${memoryAfterTenthMB} to ${memoryAfterAllMB} MB over ${joins} joins and leaves`] : []),
  ]
}
