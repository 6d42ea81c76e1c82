import { type Static, Type } from '@sinclair/typebox'
import { Closed, Uuid } from '../../http/contract.ts'

export const SampleMeetings = Closed(
  {
    data: Type.Array(Closed({ meetingId: Uuid(), title: Type.String() })),
  },
  { $id: 'SampleMeetings' },
)
export type SampleMeetings = Static<typeof SampleMeetings>
