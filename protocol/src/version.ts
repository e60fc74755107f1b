/** The protocol this build speaks. It rises when an old client could no longer take part. */
export const PROTOCOL_VERSION = 1
/** The oldest protocol the server still answers. A client below it gets `outdated_client`. */
export const OLDEST_PROTOCOL = 1
