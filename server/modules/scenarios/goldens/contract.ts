import { type Static, Type } from '@sinclair/typebox'
import { Closed, Nullable, Timestamp, Uuid } from '../../../http/contract.ts'

export const GoldenView = Closed({
  id: Uuid(),
  scenarioId: Type.String(),
  meeting: Nullable(
    Closed({ id: Uuid(), title: Type.String() }),
    // Null for authors who may not see the meeting.
  ),
  runId: Uuid(),
  itemCount: Type.Integer({ description: 'Accepted items that a new version must find again' }),
  createdAt: Timestamp(),
})
export type GoldenView = Static<typeof GoldenView>
export const GoldenList = Closed({ data: Type.Array(GoldenView) })
export type GoldenList = Static<typeof GoldenList>
export const AddGolden = Closed({ meetingId: Uuid() })
export const GoldenParams = Closed({
  id: Type.String({ pattern: '^[A-Za-z0-9-]{1,80}$' }),
  goldenId: Uuid(),
})
