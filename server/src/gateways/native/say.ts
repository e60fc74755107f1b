// What our own clients read: the three frames of envelope.ts as text. Pure.
import type { CommandName, Gives } from '@hearth/protocol/commands.ts'
import type { RequestId } from '@hearth/protocol/envelope.ts'
import type { Failure } from '@hearth/protocol/errors.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'

export const sayAnswer = (id: RequestId, ok: Gives<CommandName>): string => JSON.stringify({ id, ok })

export const sayFailure = (id: RequestId | null, error: Failure): string => JSON.stringify({ id, error })

export const sayEvent = (event: ChatEvent): string => JSON.stringify(event)
