// One way of waiting, for tests inside the server and outside of it.
export { inTime, until } from '@hearth/server/src/calls/testing/until.ts'
