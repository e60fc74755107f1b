// Every way to fail (`offline` is said by a client to its own user, never by a server). A code is for ever; the sentence may change. `retry`: the same request may succeed later.
export type ErrorRow = { readonly status: number; readonly retry: boolean; readonly says: string }

export const errors = {
  bad_request: { status: 400, retry: false, says: 'This request is not in the form the server understands.' },
  unknown_command: { status: 404, retry: false, says: 'There is no such command.' },
  frame_too_large: { status: 413, retry: false, says: 'That is more than one request may hold.' },
  outdated_client: { status: 426, retry: false, says: 'This program is too old for the server. Load the page again or update it.' },
  slow_down: { status: 429, retry: true, says: 'Too fast. Wait a moment and try again.' },
  too_many_connections: { status: 429, retry: true, says: 'Too many connections are open. Close some and try again.' },
  internal: { status: 500, retry: true, says: 'Something went wrong on the server. Nothing was changed.' },
  storage_full: {
    status: 507,
    retry: true,
    says: 'The server could not write to its disk. Nothing was changed; tell whoever looks after it.',
  },
  offline: {
    status: 503,
    retry: true,
    says: 'There is no connection to the server right now. What was asked may or may not have been done.',
  },
  shutting_down: { status: 503, retry: true, says: 'The server is stopping. Try again in a moment.' },

  not_signed_in: { status: 401, retry: false, says: 'Sign in first.' },
  bad_credentials: { status: 401, retry: false, says: 'Name or password is wrong.' },
  session_unknown: { status: 401, retry: false, says: 'This sign-in has ended. Sign in again.' },
  second_factor_needed: { status: 401, retry: false, says: 'The password is right. Now comes the second step.' },
  ticket_invalid: { status: 401, retry: false, says: 'This took too long, or was tried too often. Begin to sign in anew.' },
  code_wrong: {
    status: 401,
    retry: false,
    says: 'This code is wrong, or was used before. Wait for the next one; if none fits, look at the clock of what shows it.',
  },
  code_skewed: {
    status: 401,
    retry: false,
    says: 'This code is of another time: the clock of what shows it, or the server’s, is wrong. Set it right, then take the next code.',
  },
  factor_on: { status: 409, retry: false, says: 'Codes are on already. Switch them off before you set them up anew.' },
  factor_off: { status: 409, retry: false, says: 'There are no codes to sign in with here.' },
  factor_required: {
    status: 403,
    retry: false,
    says: 'This server wants you to sign in with a second step. Set one up first: on the page, in the settings under Security.',
  },
  directory_away: {
    status: 503,
    retry: true,
    says: 'Name or password is wrong, or belongs to the directory, which cannot be asked right now.',
  },
  name_unsure: {
    status: 503,
    retry: true,
    says: 'Whether this name is free cannot be seen right now: the directory does not answer. Try again later.',
  },
  outside_off: { status: 409, retry: false, says: 'Nobody comes in here by way of another server.' },
  outside_away: { status: 503, retry: true, says: 'The other server does not answer right now. Sign in another way, or try again later.' },
  outside_failed: { status: 401, retry: false, says: 'The other server did not let you through. Try again, or sign in another way.' },
  outside_unknown: {
    status: 403,
    retry: false,
    says: 'No account here is connected with that one. Sign in with your password first, then connect them in the settings.',
  },
  outside_other: {
    status: 403,
    retry: false,
    says: 'That is another account there than the one yours is connected with. Sign in there as yourself.',
  },
  identity_taken: { status: 409, retry: false, says: 'That account is connected with somebody else’s here.' },
  account_off: { status: 403, retry: false, says: 'This account is switched off where it comes from.' },
  sign_in_anew: {
    status: 401,
    retry: false,
    says: 'Show first that it is you: sign in once more where you sign in, and do this again within five minutes. Where that is not possible any more, ask an admin for a link for a new password.',
  },
  app_password_needed: {
    status: 401,
    retry: false,
    says: 'Older programs need an app password here. Make one on the page, in the settings under Security.',
  },
  app_unknown: { status: 404, retry: false, says: 'There is no such app password of yours.' },
  passkey_refused: { status: 401, retry: false, says: 'This passkey does not let you in here. Sign in another way.' },
  passkey_unknown: { status: 404, retry: false, says: 'There is no such passkey of yours.' },
  passkeys_off: {
    status: 409,
    retry: false,
    says: 'Passkeys need a name of this server and a certificate that the browser trusts; an address is not enough.',
  },
  too_many_keys: { status: 409, retry: false, says: 'You have as many of these as there may be. Take one away first.' },
  not_banned: { status: 404, retry: false, says: 'Nobody is banned under that address or name.' },
  not_bannable: {
    status: 409,
    retry: false,
    says: 'This machine’s own address cannot be banned: the server’s owner and its reverse proxy come from there.',
  },
  ban_reaches_above: {
    status: 403,
    retry: false,
    says: 'You yourself, or somebody who does not stand below you, comes from that device or address. Ban the person alone.',
  },
  banned: { status: 403, retry: false, says: 'You are not let in here. Talk to whoever looks after the server.' },
  not_allowed: { status: 403, retry: false, says: 'You may not do that.' },
  registration_closed: { status: 403, retry: false, says: 'New accounts need an invitation here.' },
  guests_closed: { status: 403, retry: false, says: 'Guests are not let in here. Make an account instead.' },
  invite_invalid: { status: 403, retry: false, says: 'This invitation is unknown, used up or too old.' },
  invite_unknown: { status: 404, retry: false, says: 'There is no such invitation any more.' },
  too_many_invites: { status: 409, retry: false, says: 'You have made as many invitations as the server allows. Take one back first.' },
  move_invalid: { status: 403, retry: false, says: 'This code is used, too old, or was refused. Show a new one.' },
  move_waiting: { status: 409, retry: true, says: 'Confirm on the device that shows the code.' },
  setup_invalid: {
    status: 403,
    retry: false,
    says: 'This setup link is unknown, used or too old. The server prints a new one when it starts without an admin.',
  },

  name_taken: { status: 409, retry: false, says: 'Somebody has this name, or one that looks like it. Choose another, or add to it.' },
  name_invalid: {
    status: 400,
    retry: false,
    says: 'A name starts with a letter or a digit and holds letters, digits, dots, dashes and underscores.',
  },
  password_weak: {
    status: 400,
    retry: false,
    says: 'Choose a password of at least 8 characters that is not on every list of common ones.',
  },
  password_too_long: { status: 400, retry: false, says: 'A password may have at most 1,024 bytes.' },
  token_unknown: { status: 404, retry: false, says: 'There is no such token of yours.' },
  not_in_scope: { status: 403, retry: false, says: 'This token may not do that: its scope does not reach so far.' },
  not_reachable: { status: 403, retry: false, says: 'This person cannot be reached that way right now.' },
  user_unknown: { status: 404, retry: false, says: 'There is no such person.' },

  room_unknown: { status: 404, retry: false, says: 'There is no such room.' },
  not_a_member: { status: 403, retry: false, says: 'You are not in this room.' },
  code_invalid: { status: 404, retry: false, says: 'This code opens no room. Ask for a new one.' },
  may_not_speak: { status: 403, retry: false, says: 'Only its admins speak in this channel.' },
  muted: { status: 403, retry: false, says: 'You are muted for a while: you can read, and say nothing yet.' },
  room_locked: { status: 403, retry: false, says: 'This room is locked: only its admins speak for now.' },
  words_refused: { status: 403, retry: false, says: 'This holds a word that the admins of this room do not want in it.' },
  approval_needed: { status: 403, retry: false, says: 'The admins of this room let people in. Ask them to.' },
  approval_waiting: { status: 403, retry: true, says: 'You wait to be let in. Whoever looks after this server was told.' },
  too_many_waiting: { status: 429, retry: true, says: 'Many people wait to be let in already. Try again later.' },
  too_many_waiting_here: {
    status: 429,
    retry: true,
    says: 'Many people from your address wait to be let in already. Ask whoever looks after this server to look at them first.',
  },
  reset_invalid: { status: 403, retry: false, says: 'This link for a new password is unknown, used or too old. Ask an admin for another.' },
  gateway_failed: {
    status: 409,
    retry: false,
    says: 'The gateway could not be opened: something else may have its port. The log says more.',
  },
  report_unknown: { status: 404, retry: false, says: 'There is no such report.' },
  too_many_reports: { status: 409, retry: false, says: 'Many reports of yours wait already. The moderators will look at them.' },
  room_name_invalid: { status: 400, retry: false, says: 'A room’s name has at least one visible character and is not too long.' },
  too_many_rooms: { status: 409, retry: false, says: 'You are in as many rooms as the server allows. Leave one first.' },
  too_many_members: { status: 409, retry: false, says: 'This room has as many people as the server allows.' },
  room_is_fixed: { status: 409, retry: false, says: 'This kind of room cannot be changed that way.' },
  last_owner: { status: 409, retry: false, says: 'A room needs an owner. Make somebody else owner first.' },
  too_many_contacts: { status: 409, retry: false, says: 'Your list of contacts is full.' },
  too_many_sessions: {
    status: 409,
    retry: false,
    says: 'You are signed in on as many devices as the server allows. Sign out somewhere first.',
  },

  later_unknown: { status: 404, retry: false, says: 'This is not kept for later any more.' },
  too_many_later: { status: 409, retry: false, says: 'You keep as much for later as the server allows. Call something off first.' },
  too_many_drafts: {
    status: 409,
    retry: false,
    says: 'You have something half written in as many threads as the server keeps. It stays on this device.',
  },
  message_unknown: { status: 404, retry: false, says: 'There is no such message in this room.' },
  text_empty: { status: 400, retry: false, says: 'There is nothing to send.' },
  text_too_long: { status: 413, retry: false, says: 'This text is too long. Shorten it or send it in parts.' },
  file_unknown: { status: 404, retry: false, says: 'There is no such file, or it is not for you.' },
  file_gone: { status: 410, retry: false, says: 'The time of this file is over: it is not kept any more.' },
  file_damaged: {
    status: 410,
    retry: false,
    says: 'The server’s disk has damaged or lost this file, so it is not given out. Who has it may send it again.',
  },
  file_not_whole: { status: 409, retry: true, says: 'This file is not uploaded to its end yet.' },
  file_too_large: { status: 413, retry: false, says: 'This file is larger than the server takes.' },
  file_kind_refused: { status: 415, retry: false, says: 'Files of this kind are not taken here.' },
  not_an_image: { status: 415, retry: false, says: 'This file is no image that can be shown.' },
  too_many_files: { status: 409, retry: false, says: 'These are more files than a message may hold.' },
  too_many_uploads: {
    status: 429,
    retry: true,
    says: 'Too many uploads are begun or waiting to be sent. Send or cancel some first.',
  },
  person_files_full: {
    status: 409,
    retry: false,
    says: 'You keep as many files as the server allows. Delete messages with files that nobody needs any more.',
  },
  room_files_full: {
    status: 409,
    retry: false,
    says: 'This room keeps as many files as the server allows. Delete messages with files that nobody needs any more.',
  },
  disk_full: {
    status: 507,
    retry: true,
    says: 'The server has no room for files right now. What has arrived is kept, and goes on when there is room again.',
  },
  upload_offset: { status: 409, retry: true, says: 'The upload stands at another place. Ask for it with HEAD and go on from there.' },
  upload_checksum: { status: 460, retry: true, says: 'These bytes were damaged on their way. Send them again.' },
  upload_version: { status: 412, retry: false, says: 'Uploads speak tus 1.0.0: say `Tus-Resumable: 1.0.0`.' },
  range_unknown: { status: 416, retry: false, says: 'The file is shorter than what was asked for.' },

  emoji_invalid: { status: 400, retry: false, says: 'A reaction is one emoji.' },
  too_many_reactions: { status: 409, retry: false, says: 'This message has as many different reactions as the server allows.' },
  too_many_pins: { status: 409, retry: false, says: 'This room has as many pinned messages as the server allows. Take one off first.' },
  too_many_stars: { status: 409, retry: false, says: 'You have saved as many messages as the server allows. Let go of one first.' },
  poll_closed: { status: 409, retry: false, says: 'This poll is closed.' },
  choice_invalid: { status: 400, retry: false, says: 'This is no choice of this poll, or more of them than it takes.' },
  reading_hidden: { status: 403, retry: false, says: 'You hide how far you have read, so you do not see it of others.' },
  room_too_large: { status: 409, retry: false, says: 'There are too many people in this room for that.' },
  calls_off: { status: 409, retry: false, says: 'Calls are turned off on this server.' },
  call_unknown: { status: 404, retry: false, says: 'This call is over.' },
  call_full: { status: 409, retry: false, says: 'As many people are in this call as the server allows.' },
  call_away: { status: 503, retry: true, says: 'What carries sound and pictures is starting again. Try again in a moment.' },
  not_in_call: { status: 403, retry: false, says: 'You are not in this call.' },
  description_invalid: { status: 400, retry: false, says: 'This session description does not answer what was offered.' },
  client_id_used: {
    status: 409,
    retry: false,
    says: 'This clientId was used for a message in another room. Use a new one for each message.',
  },
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof errors

/** What travels: `{code, says}`, and what a code carries besides. */
export type Failure = {
  readonly code: ErrorCode
  readonly says: string
  /** With `slow_down` and `muted`: milliseconds to wait. */
  readonly retryAfterMs?: number
  /** With `outdated_client`: the oldest protocol the server answers. */
  readonly needs?: number
  /** With `second_factor_needed`: what the second step is begun with, and how it can be done. */
  readonly ticket?: string
  readonly ways?: readonly ('code' | 'passkey')[]
  /** With `bad_request`: where in the request, as a JSON pointer. */
  readonly at?: string
}

/** An expected failure. Anything else that is thrown is our bug and is answered `internal`. */
export class ChatError extends Error {
  readonly code: ErrorCode
  readonly more: Omit<Failure, 'code' | 'says'>
  constructor(code: ErrorCode, more: Omit<Failure, 'code' | 'says'> = {}, cause?: unknown) {
    super(errors[code].says, { cause })
    this.code = code
    this.more = more
  }
  /** As it travels. */
  failure(): Failure {
    return { code: this.code, says: errors[this.code].says, ...this.more }
  }
}
