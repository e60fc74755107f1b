// Wrong on purpose: the hub reaches into the store. `bin/check imports-canary` passes only if dependency-cruiser refuses this file.
import { secret } from '../store/secret.ts'

export const heard: string = secret
