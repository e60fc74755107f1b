// What the cast says to each other, for development and for the picture in the README.

type Line = {
  readonly by: string
  readonly says: string /** The line it answers, by its number in this list. */
  readonly to?: number
  readonly likes?: readonly (readonly [who: string, emoji: string])[]
}
type Talk = {
  readonly people: readonly { readonly name: string; readonly displayName: string; readonly status: string; readonly colour: number }[]
  readonly rooms: readonly {
    readonly kind: 'group' | 'channel'
    readonly name: string
    readonly topic: string
    readonly members: readonly string[]
  }[]
  readonly lines: readonly { readonly in: string; readonly lines: readonly Line[] }[]
}

export const talk: Talk = {
  people: [
    { name: 'ada', displayName: 'Ada', status: 'at the laser cutter', colour: 1 },
    { name: 'bo', displayName: 'Bo', status: '', colour: 4 },
    { name: 'cy', displayName: 'Cy', status: 'back at two', colour: 7 },
    { name: 'dee', displayName: 'Dee', status: 'reading', colour: 10 },
  ],
  rooms: [
    { kind: 'group', name: 'Workshop', topic: 'What is free, what is broken, what is glued and drying', members: ['bo', 'cy', 'dee'] },
    { kind: 'group', name: 'Office', topic: 'Paper, post and plans', members: ['cy', 'dee'] },
    { kind: 'channel', name: 'Notices', topic: 'Read once a day', members: ['bo', 'cy', 'dee'] },
  ],
  lines: [
    {
      in: 'Lobby',
      lines: [
        { by: 'dee', says: 'Hello, house.' },
        {
          by: 'ada',
          says: 'Hello, Dee! There is tea in the **big** pot.',
          likes: [
            ['dee', '❤️'],
            ['bo', '👍'],
          ],
        },
        { by: 'cy', says: 'Who has the key to the bicycle shed?' },
        { by: 'bo', says: 'On the hook by the door, as of a minute ago.', to: 2 },
      ],
    },
    {
      in: 'Workshop',
      lines: [
        {
          by: 'ada',
          says: 'Morning! The laser cutter is free until noon.',
          likes: [
            ['bo', '👍'],
            ['cy', '👍'],
            ['dee', '🎉'],
          ],
        },
        { by: 'bo', says: 'On my way. Do we still have 3 mm plywood?', to: 0 },
        { by: 'ada', says: 'Six sheets, behind the band saw.' },
        { by: 'ada', says: 'Please write down what you take, the list on the wall was wrong last week.' },
        { by: 'cy', says: 'I broke the thin drill bit. Sorry. A new one is ordered, it comes on Thursday.' },
        { by: 'dee', says: 'Things break. Thank you for saying so.', to: 4, likes: [['cy', '🙏']] },
        { by: 'bo', says: 'The settings that worked for the birch:\n```\nspeed  18\npower  62\npasses 2\n```' },
        {
          by: 'dee',
          says: 'These are good, the edges came out almost white.',
          to: 6,
          likes: [
            ['bo', '🔥'],
            ['ada', '🔥'],
          ],
        },
        { by: 'cy', says: '@ada can I have the cutter from two to three?' },
        { by: 'ada', says: 'It is yours, Cy. I will leave the fan on.' },
      ],
    },
    {
      in: 'Office',
      lines: [
        { by: 'dee', says: 'The parcel for Ada is on the shelf.' },
        { by: 'ada', says: 'Thank you! Those are the lamps.' },
      ],
    },
    {
      in: 'Notices',
      lines: [
        { by: 'ada', says: 'The water is off on **Wednesday from nine to eleven**. Fill a kettle before.' },
        {
          by: 'ada',
          says: 'House meeting on Friday at six, in the big room. Bring a chair and an opinion.',
          likes: [
            ['bo', '👍'],
            ['cy', '🪑'],
          ],
        },
      ],
    },
    {
      in: 'ada and bo',
      lines: [
        { by: 'bo', says: 'Are you coming along to the timber yard this afternoon?' },
        { by: 'ada', says: 'Yes, after three. I need two boards of oak.' },
        { by: 'bo', says: 'I have the trailer.' },
      ],
    },
  ],
}
