// How much of anything there may be. The server's settings may change each; `server.hello` says what holds here.
import { type Static, Type } from 'typebox'
import { Default } from 'typebox/value'

const row = (description: string, standard: number, minimum = 1) => Type.Integer({ minimum, default: standard, description })

const GB = 1_073_741_824

export const Limits = Type.Object({
  textChars: row('characters in a message', 8000),
  nameChars: row('characters in a person’s or a room’s name', 64),
  topicChars: row('characters in a topic', 250),
  statusChars: row('characters in a status text', 120),
  roomsPerPerson: row('rooms one person is in', 500),
  membersPerRoom: row('people in one group or channel', 5000),
  contactsPerPerson: row('contacts one person keeps', 2000),
  reactionsPerMessage: row('different emoji on one message', 40),
  versionsPerMessage: row('earlier versions kept of a message that was changed; 0: none are', 50, 0),
  seenMembers: row('people in a room up to which it is told who has seen a message; 0: in none', 200, 0),
  starsPerPerson: row('messages one person saves', 1000),
  pinsPerRoom: row('pinned messages in one room', 100),
  sessionsPerPerson: row('devices one person is signed in on', 50),
  framesPerSecond: row('requests a connection may send in a second', 50, 1),
  frameBytes: row('bytes in one frame or request body', 65_536, 1024),
  connectionsPerPerson: row('connections one person holds at once', 10),
  waitingPerAddress: row('connections from one address that have not signed in yet', 20),
  waitingInAll: row('connections that have not signed in yet, in all', 1000),
  connectionsInAll: row('connections in all', 20_000),
  outboxBytes: row('bytes that may wait for one slow reader before it is cut off', 1_048_576, 65_536),
  fileBytes: row('bytes in one file', 2 * GB),
  imageBytes: row('bytes in one image; 0: none are taken', 2 * GB, 0),
  videoBytes: row('bytes in one video; 0: none are taken', 2 * GB, 0),
  audioBytes: row('bytes in one sound; 0: none are taken', 2 * GB, 0),
  documentBytes: row('bytes in one document; 0: none are taken', 2 * GB, 0),
  archiveBytes: row('bytes in one archive; 0: none are taken', 2 * GB, 0),
  otherBytes: row('bytes in one file of any other kind; 0: none are taken', 2 * GB, 0),
  filesPerMessage: row('files in one message', 20),
  fileBytesPerPerson: row('bytes in all files of one person', 20 * GB),
  filesPerPerson: row('files of one person', 20_000),
  fileBytesPerRoom: row('bytes in all files of one room', 100 * GB),
  filesPerRoom: row('files in one room', 100_000),
  imagesPerRoom: row('images in one room; 0: as many as files', 0, 0),
  videosPerRoom: row('the same for videos', 0, 0),
  audiosPerRoom: row('the same for sounds', 0, 0),
  documentsPerRoom: row('the same for documents', 0, 0),
  archivesPerRoom: row('the same for archives', 0, 0),
  othersPerRoom: row('the same for files of any other kind', 0, 0),
  fileBytesInAll: row('bytes in all files, each content counted once', 1024 * GB),
  filesInAll: row('files in all, each content counted once', 10_000_000),
  uploadsPerPerson: row('uploads of one person that are not in a message yet', 100),
  freeBytes: row('bytes that files leave free on the disk', GB, 0),
  fileDays: row('days after which a file’s bytes are deleted; 0: never', 0, 0),
  imageDays: row('the same for images; the shorter one holds', 0, 0),
  videoDays: row('the same for videos', 0, 0),
  audioDays: row('the same for sounds', 0, 0),
  documentDays: row('the same for documents', 0, 0),
  archiveDays: row('the same for archives', 0, 0),
  otherDays: row('the same for files of any other kind', 0, 0),
  messageArchiveDays: row('days after which messages are kept compressed, read and found as before; 0: never', 0, 0),
  callPeople: row('people in one call', 100, 2),
  callVideos: row('cameras one person is shown at once', 9, 0),
  callVoices: row('voices one person hears at once, the loudest; fewer in large calls while the server is too busy, at least 3', 8),
  ringSeconds: row('seconds a call rings before it counts as missed', 40, 5),
  resumeEntries: row('missed entries of one room sent on resume before it is "too far"', 500),
})
export type Limits = Static<typeof Limits>

/** What holds when nothing is configured. */
export const standardLimits: Limits = Default(Limits, {}) as Limits

/** Messages in one page of history. */
export const HISTORY_PAGE = 50
/** Messages in one page of what was looked for. */
export const SEARCH_PAGE = 50
/** Messages in one page of what one saved. */
export const STARS_PAGE = 50
/** Passwords: shortest in characters, longest in bytes (a longer one only costs the server time). */
export const PASSWORD_CHARS = 8
export const PASSWORD_BYTES = 1024
/** Small pictures of an image: each fits into a square of so many points. */
export const PICTURE_SIZES = [64, 256, 640, 1600] as const
/** Hours after which an upload that is not whole, or in no message, is forgotten. */
export const UPLOAD_HOURS = 24
/** Of those who are here so many are named in the answer to `session.resume`; where there are more, all follow in a `presence.here`. */
export const NAMED_HERE = 50
