import type { Probed } from '../../modules/providers/index.ts'

export type Answered = Omit<Probed, 'tried' | 'latencyMs' | 'refusal'>
