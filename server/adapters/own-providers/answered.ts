import type { ProbeResult } from '../../modules/providers/index.ts'

export type Answered = Omit<ProbeResult, 'tried' | 'latencyMs' | 'refusal'>
