import { type Static, Type } from '@sinclair/typebox'
import { Closed, Timestamp, Uuid } from '../../../http/contract.ts'
import { LoginBody } from '../contract.ts'
import { GivenCode } from '../factors/contract.ts'

export const HandOverBody = Closed(
  { userId: Uuid('Who owns the organisation from then on') },
  { $id: 'HandOver' },
)

export const ClosedView = Closed(
  {
    reopenUntil: Timestamp('Until when its owner can open it again'),
    subscriptionEnded: Type.Boolean({
      description: 'It paid for a plan, which has ended at once: opened again, it has the free one',
    }),
  },
  { $id: 'ClosedOrganisation' },
)
export type ClosedView = Static<typeof ClosedView>

export const ReopenBody = Closed(
  { ...LoginBody.properties, code: Type.Optional(GivenCode) },
  { $id: 'ReopenOrganisation', description: '`code` of an owner who has a second factor' },
)
export type ReopenBody = Static<typeof ReopenBody>
