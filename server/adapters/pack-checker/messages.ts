import type { CheckedPack } from '../../modules/scenarios/ports.ts'

/** What a checking process says: once that it is ready, then one answer to each pack. */
export type FromChecker = { kind: 'ready' } | { kind: 'checked'; result: CheckedPack }
