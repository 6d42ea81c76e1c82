import type { AddRecordingDeps } from '../media/index.ts'
import type { MeetingsDeps } from '../meetings/index.ts'
import type { TranscriptionDeps } from '../transcription/index.ts'

import type { LeaseCounter } from '../../../tenants/limits/ports.ts'
import type { Samples } from './ports.ts'

export type SampleDeps = MeetingsDeps &
  TranscriptionDeps &
  AddRecordingDeps & {
    samples: Samples
    /** Lets one request of a person bring them at a time. */
    turns: LeaseCounter
  }
