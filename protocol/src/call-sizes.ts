// What the server and those who draw a call reckon alike: else layers are made that nobody is sent, or asked for that nobody makes.

/** A layer with so much of a tile's height fills it. */
export const FILLS = 0.75
/** Screens of a call that are sent to somebody at once. */
export const MOST_SCREENS = 2
/** Who has not said what they want to see is sent small pictures of whoever speaks: device pixels of height. */
export const UNSAID_HEIGHT = 180
