// Calls between people in real browsers: what arrives is looked at and listened to, not what was sent.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, openBrowser, picture, type Visitor } from '../harness/browser.ts'
import { join, type Person } from '../harness/cast.ts'
import { type Server, startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { faults, wider } from './axe.ts'
import {
  askLong,
  call,
  expectTiles,
  frames,
  hasNoCamera,
  hide,
  inbound,
  leave,
  leaveUnlessOver,
  microphoneAsked,
  nextSound,
  notes,
  onLockScreen,
  press,
  pressLocked,
  ring,
  soundOfScreens,
  tiles,
  toolbar,
  unplug,
  voices,
  volumes,
  watchPeers,
  withDevices,
  withLockScreen,
  withNotes,
  withPlugs,
  withVoice,
} from './callers.ts'
import { crowd, island } from './calls-deep.ts'
import { places } from './calls-places.ts'
import { relayed } from './calls-relay.ts'
import { composer, openRoom, say, signIn, writeTo } from './hands.ts'
import { watchTiles } from './tiles.ts'

let server: Server
let browser: Browser
let ada: Visitor
let bo: Visitor
/** Bo's other device, by the bare protocol; and somebody who is there only by that. */
let boElsewhere: Person
let cy: Person

beforeAll(async () => {
  server = await startServer()
  browser = await openBrowser(() => server, { more: withDevices })
  await (await join(server, 'ada')).wire.close()
  boElsewhere = await join(server, 'bo')
  cy = await join(server, 'cy')
  ada = await arrive('ada')
  bo = await arrive('bo')
  await writeTo(ada.page, 'bo')
  await openRoom(bo.page, 'ada')
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

async function arrive(name: string): Promise<Visitor> {
  // Pictures are drawn by the processor here: few points to a length leave it time for sound. And a busy machine has its time.
  const visitor = await browser.visit('/', { permissions: ['notifications'], deviceScaleFactor: 0.5 })
  visitor.context.setDefaultTimeout(45_000)
  for (const prepare of [watchPeers, soundOfScreens, withVoice, withPlugs, withNotes, withLockScreen]) await prepare(visitor.page)
  await visitor.page.reload()
  await signIn(visitor, name)
  return visitor
}

it('[TEST-31] before a call the speaker is tried, noise is taken out or not, and what was chosen is chosen the next time', {
  timeout: 150_000,
}, async () => {
  const mirror = ada.page.getByRole('dialog', { name: 'Call bo' })
  const open = async (): Promise<void> => {
    await ada.page.getByRole('button', { name: 'Start an audio call' }).click()
    await mirror.getByText(/You are heard well|Say something|You join muted/).waitFor()
  }
  await open()
  expect(await microphoneAsked(ada.page)).toMatchObject({ noiseSuppression: true, echoCancellation: true })
  const heard = nextSound(ada.page)
  await mirror.getByRole('button', { name: 'Test the speaker' }).click()
  expect(await heard).toBeGreaterThan(0.02)
  await mirror.getByRole('switch', { name: 'Take noise out' }).uncheck({ force: true })
  await until('noise to be left in', async () => (await microphoneAsked(ada.page)).noiseSuppression === false)
  await mirror.getByLabel('Microphone', { exact: true }).and(ada.page.locator('select')).selectOption({ index: 1 })
  await until('the other microphone', async () => (await microphoneAsked(ada.page)).deviceId !== undefined)
  const { deviceId } = await microphoneAsked(ada.page)
  await mirror.getByRole('button', { name: 'Microphone', exact: true }).click()
  await mirror.getByText('You join muted').waitFor()
  await picture(ada.page, 'call-mirror')
  await ada.page.keyboard.press('Escape')
  await mirror.waitFor({ state: 'detached' })
  await ada.page.reload()
  await open()
  await mirror.getByText('You join muted').waitFor()
  expect(await microphoneAsked(ada.page)).toMatchObject({ noiseSuppression: false, deviceId })
  await mirror.getByRole('button', { name: 'Microphone', exact: true }).click()
  await mirror.getByRole('switch', { name: 'Take noise out' }).check({ force: true })
  await until('noise to be taken out', async () => (await microphoneAsked(ada.page)).noiseSuppression === true)
  await ada.page.keyboard.press('Escape')
  await mirror.waitFor({ state: 'detached' })
})

it('[TEST-31] a call rings on all devices, is answered on one and silent on the others; both see and hear each other', {
  timeout: 150_000,
}, async () => {
  await call(ada.page, 'video')
  await ring(bo.page, 'ada').waitFor()
  expect(await faults(bo.page)).toEqual([])
  await picture(bo.page, 'call-ring')
  await boElsewhere.wire.hears('call.ringing')
  await ring(bo.page, 'ada').getByRole('button', { name: 'With camera' }).click()
  await boElsewhere.wire.hears('call.rung')
  await toolbar(bo.page).waitFor()
  for (const [{ page }, other] of [
    [ada, 'bo'],
    [bo, 'ada'],
  ] as const) {
    await expectTiles(page, 2)
    expect((await frames(page, { user: other, what: 'camera' })).height).toBeGreaterThanOrEqual(90)
    await voices(page, 1)
    expect(await inbound(page)).toMatchObject({ audio: 1, video: 1 })
  }
})

it('[TEST-31] a shared screen takes the stage, with its sound, and with who speaks beside it', { timeout: 150_000 }, async () => {
  await press(ada.page, 'Share the screen')
  await expectTiles(bo.page, 3)
  const { width } = await frames(bo.page, { user: 'ada', what: 'screen' })
  // As large as its tile asks for.
  expect(width).toBeGreaterThanOrEqual(500)
  await voices(bo.page, 2)
  await bo.page.getByRole('listitem', { name: /^ada, speaks/ }).waitFor()
  await picture(bo.page, 'call-screen')
  await press(ada.page, 'Stop sharing the screen')
  await expectTiles(bo.page, 2)
})

it('[TEST-31] each person is as loud as one sets them here; the space bar is held to talk', { timeout: 150_000 }, async () => {
  await press(bo.page, 'People')
  const slider = bo.page.getByRole('slider', { name: 'Volume of ada' })
  await slider.fill('20')
  await until('ada to be quieter', async () => (await volumes(bo.page)).includes(0.2))
  await bo.page.getByRole('button', { name: 'Do not hear ada' }).click()
  await until('ada not to be heard', async () => (await volumes(bo.page)).includes(0))
  await bo.page.getByRole('button', { name: 'Hear ada again' }).click()
  await until('ada to be as loud as before', async () => (await volumes(bo.page)).every((volume) => volume === 1))
  await press(bo.page, 'People')
  const muted = bo.page.getByRole('listitem', { name: /^ada, muted/ })
  const farthest = await watchTiles(ada.page)
  await press(ada.page, 'Mute')
  await muted.waitFor()
  await ada.page.getByText('You are muted, but you are speaking.').waitFor()
  expect(await farthest()).toBe(0)
  await picture(ada.page, 'call-unheard')
  await ada.page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
  await ada.page.keyboard.down('Space')
  await muted.waitFor({ state: 'detached' })
  await voices(bo.page, 1)
  await ada.page.keyboard.up('Space')
  await muted.waitFor()
  await press(ada.page, 'Unmute')
})

it('[TEST-31] a device that is pulled out is told, and the call goes on', { timeout: 150_000 }, async () => {
  await unplug(ada.page, 'video')
  await ada.page.getByText('The camera is gone').waitFor()
  await until('no picture of ada', async () => (await bo.page.locator('li[data-user=ada] video').count()) === 0)
  await unplug(ada.page, 'audio')
  await ada.page.getByText('The microphone is gone').waitFor()
  await picture(ada.page, 'call-unplugged')
  // Another microphone was taken in its place.
  await voices(bo.page, 1)
  await press(ada.page, 'Turn the camera on')
  await frames(bo.page, { user: 'ada', what: 'camera' })
})

it('[TEST-31] the call floats over other windows, with its buttons', { timeout: 150_000 }, async () => {
  await press(ada.page, 'More')
  const opened = ada.context.waitForEvent('page')
  await ada.page.getByRole('menuitem', { name: 'Float over other windows' }).click()
  const small = await opened
  await small.getByRole('button', { name: 'Mute', exact: true }).click()
  await bo.page.getByRole('listitem', { name: /^ada, muted/ }).waitFor()
  await small.getByRole('button', { name: 'Unmute', exact: true }).click()
  await small.close()
  await bo.page.getByRole('listitem', { name: /^ada, muted/ }).waitFor({ state: 'detached' })
})

it('[TEST-31] a page that is loaded anew in mid-call is offered the way back, and the other is not hung up on', {
  timeout: 150_000,
}, async () => {
  await bo.page.reload()
  const offer = bo.page.getByRole('group', { name: 'Back into the call in ada' })
  await offer.waitFor()
  await picture(bo.page, 'call-again')
  expect(await faults(bo.page)).toEqual([])
  expect(await tiles(ada.page).count()).toBe(1)
  await offer.getByRole('button', { name: 'Rejoin' }).click()
  await expectTiles(ada.page, 2)
  await voices(bo.page, 1)
  await frames(ada.page, { user: 'bo', what: 'camera' })
})

it('[TEST-31] what one does in a call is seen by the other: muted, hand, reaction, chat; by keyboard, with nothing for axe to find', {
  timeout: 200_000,
}, async () => {
  await ada.page.keyboard.press('Control+Shift+Space')
  await bo.page.getByRole('listitem', { name: /^ada, muted/ }).waitFor()
  await until('the title to say so', async () => (await ada.page.title()).startsWith('🔇'))
  await ada.page.keyboard.press('Control+d')
  await bo.page.getByRole('listitem', { name: /^ada, muted/ }).waitFor({ state: 'detached' })
  await ada.page.keyboard.press('Control+d')
  await bo.page.getByRole('listitem', { name: /^ada, muted/ }).waitFor()
  await ada.page.keyboard.press('Control+e')
  await until('no picture of ada', async () => (await bo.page.locator('li[data-user=ada] video').count()) === 0)
  await ada.page.keyboard.press('Control+e')
  await frames(bo.page, { user: 'ada', what: 'camera' })
  await press(ada.page, 'Raise a hand')
  await bo.page.getByRole('listitem', { name: /^ada.*hand up/ }).waitFor()
  await press(ada.page, 'Put the hand down')
  await press(bo.page, 'React')
  await bo.page.getByRole('button', { name: 'React with 👏' }).click()
  await ada.page.getByRole('img', { name: 'reacts with 👏' }).waitFor()
  await press(ada.page, 'Chat')
  await composer(ada.page).waitFor()
  await say(ada.page, 'said in a call')
  expect(await faults(ada.page)).toEqual([])
  await press(ada.page, 'Chat')
  for (const panel of ['People', /^Chat, 1 new message$/]) {
    await press(bo.page, panel)
    expect(await faults(bo.page)).toEqual([])
    expect(await wider(bo.page)).toBe(0)
  }
  await bo.page.getByRole('article').filter({ hasText: 'said in a call' }).waitFor()
})

it('[TEST-31] one is looked at in large or all alike, somebody is pinned, and the statistics say what the server gets of whom', {
  timeout: 150_000,
}, async () => {
  await press(ada.page, 'Unmute')
  await press(bo.page, 'Speaker view')
  await bo.page.locator('ul[data-layout=speaker]').waitFor()
  await bo.page.getByRole('listitem', { name: /^ada, speaks/ }).waitFor()
  await bo.page.getByRole('button', { name: 'Pin bo' }).click()
  await bo.page.getByRole('button', { name: 'Unpin' }).click()
  await press(bo.page, 'Grid view')
  await bo.page.locator('ul[data-layout=grid]').waitFor()
  await press(bo.page, 'More')
  await bo.page.getByRole('menuitem', { name: 'Statistics' }).click()
  const server = bo.page.getByRole('region', { name: 'At the server' })
  await until('what the server gets of ada', async () => /ada\s+[1-9]/.test(await server.innerText().catch(() => '')), {
    seen: () => server.innerText(),
  })
  expect(await faults(bo.page)).toEqual([])
  await picture(bo.page, 'call-statistics')
  await bo.page.getByRole('complementary', { name: 'Statistics' }).getByRole('button', { name: 'Close' }).click()
})

it('[TEST-31] a word in the chat opens the statistics, which say what comes in', { timeout: 150_000 }, async () => {
  await press(ada.page, 'Chat')
  await say(ada.page, '/call stats')
  const received = ada.page.getByRole('complementary', { name: 'Statistics' }).getByRole('region', { name: 'Received' })
  await until('sound and a picture of bo', async () => /opus[^]*VP8|VP8[^]*opus/.test(await received.innerText().catch(() => '')), {
    seen: () => received.innerText(),
  })
  await ada.page.getByRole('complementary', { name: 'Statistics' }).getByRole('button', { name: 'Close' }).click()
})

it('[TEST-31] with the screen locked one is heard and hears, and mutes and leaves from there; with a picture to see it stays on', {
  timeout: 150_000,
}, async () => {
  const { title, plays, buttons, awake } = await onLockScreen(ada.page)
  expect({ title, plays, buttons }).toEqual({ title: 'bo', plays: 'playing', buttons: ['togglemicrophone', 'togglecamera', 'hangup'] })
  expect(awake).toBeGreaterThan(0)
  await hide(ada.page, true)
  await voices(ada.page, 1)
  await voices(bo.page, 1)
  await pressLocked(ada.page, 'togglemicrophone')
  await bo.page.getByRole('listitem', { name: /^ada, muted/ }).waitFor()
  await pressLocked(ada.page, 'togglemicrophone')
  await bo.page.getByRole('listitem', { name: /^ada, muted/ }).waitFor({ state: 'detached' })
  await hide(ada.page, false)
})

it('[TEST-31] reading elsewhere the call goes on in a small widget; leaving frees the devices', { timeout: 150_000 }, async () => {
  await openRoom(ada.page, 'Lobby')
  const widget = ada.page.getByRole('region', { name: 'Call in bo' })
  await widget.waitFor()
  await voices(ada.page, 1)
  // Who is in stands where the rooms are listed.
  await ada.page
    .getByRole('navigation', { name: 'Rooms and people' })
    .getByRole('link', { name: /in a call: .*bo/ })
    .waitFor()
  expect(await faults(ada.page)).toEqual([])
  await picture(ada.page, 'call-widget')
  await widget.getByRole('button', { name: 'Open the call in bo' }).click()
  await expectTiles(ada.page, 2)
  await leave(ada.page)
  await until('the other to be out, too', async () => (await toolbar(bo.page).count()) === 0 || (await tiles(bo.page).count()) === 1)
  await until('nothing to play any more', () => ada.page.evaluate(() => document.querySelectorAll('audio[data-voice]').length === 0))
  expect([...ada.troubles, ...bo.troubles]).toEqual([])
})

it('[TEST-31] a call that was declined is said, and one that was missed stands in the log with a way back', {
  timeout: 150_000,
}, async () => {
  await leaveUnlessOver(bo.page)
  await openRoom(ada.page, 'bo')
  await openRoom(bo.page, 'ada')
  await call(ada.page, 'audio')
  await ring(bo.page, 'ada').getByRole('button', { name: 'Decline' }).click()
  await ada.page.getByText('bo does not want to talk now.').waitFor()
  await toolbar(ada.page).waitFor({ state: 'detached' })
  await ada.page.getByText('Your call was declined').waitFor()
  await hide(bo.page, true)
  await call(ada.page, 'audio')
  await ring(bo.page, 'ada').waitFor()
  await until('the system to tell', async () => (await notes(bo.page)).notes.includes('ada is calling'))
  await leave(ada.page)
  await ring(bo.page, 'ada').waitFor({ state: 'detached' })
  await until('the system to be silent', async () => (await notes(bo.page)).closed > 0)
  await hide(bo.page, false)
  await bo.page.getByText('Missed call from ada').waitFor()
  await picture(bo.page, 'call-missed')
  await bo.page.getByRole('link', { name: 'Calls', exact: true }).first().click()
  await bo.page.getByRole('main').getByText('Missed call from ada').waitFor()
  expect(await faults(bo.page)).toEqual([])
  await bo.page.goBack()
  await bo.page.getByRole('button', { name: 'Call back' }).last().click()
  const mirror = bo.page.getByRole('dialog', { name: 'Call ada' })
  await mirror.getByText(/You are heard well|Say something/).waitFor()
  expect(await faults(bo.page)).toEqual([])
  await bo.page.keyboard.press('Escape')
  // The browser still asks for the microphone: without it one hears, and takes the word later.
  const question = await askLong(bo.page)
  await bo.page.getByRole('button', { name: 'Call back' }).last().click()
  await mirror.getByText('Opening the microphone').waitFor()
  await mirror.getByRole('button', { name: 'Just listen' }).click()
  await ring(ada.page, 'bo').getByRole('button', { name: 'Answer' }).click()
  await expectTiles(bo.page, 2)
  await voices(bo.page, 1)
  await press(bo.page, 'Turn the camera on')
  await press(bo.page, 'Turn the camera on')
  await question.allow()
  // Allowed too late: what was said last holds.
  await until('the microphone to be open', async () => (await toolbar(bo.page).locator('[aria-busy]').count()) === 0)
  await until('no camera to be open', () => hasNoCamera(bo.page))
  await ada.page.getByRole('listitem', { name: /^bo, muted/ }).waitFor()
  expect(await bo.page.locator('video').count()).toBe(0)
  await press(bo.page, 'Unmute')
  await voices(ada.page, 1)
  await leave(bo.page)
})

it('[TEST-31] who is called while in another call is told of it, and the caller that they are busy', { timeout: 150_000 }, async () => {
  await leaveUnlessOver(ada.page)
  const { you } = await cy.wire.ask('call.join', { room: cy.lobby })
  // Who is silent for seven seconds is out of the call.
  const signs = setInterval(() => void cy.wire.ask('call.here', { room: cy.lobby, participant: you }).catch(() => undefined), 1500)
  // The call that began there is offered softly, above the buttons, until it is waved off.
  const offer = ada.page.getByRole('group', { name: 'A call in Lobby' })
  await offer.getByRole('button', { name: 'Not now' }).click()
  await offer.waitFor({ state: 'detached' })
  await writeTo(ada.page, 'cy')
  await call(ada.page, 'audio')
  await ada.page.getByText('cy is in another call, and was told of yours.').waitFor()
  const { with: told } = await cy.wire.hears('call.ringing')
  expect(told.busy).toEqual([cy.user.id])
  clearInterval(signs)
  await picture(ada.page, 'call-busy')
  await leave(ada.page)
})

if (process.env['HEARTH_TEST_DEEP'] === '1') {
  crowd('werift', ['fay', 'gus'])
  crowd('mediasoup', [])
  island()
  places()
  relayed()
}
