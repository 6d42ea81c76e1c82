import type { Static } from '@sinclair/typebox'
import { Closed, OneOf } from '../../../http/contract.ts'
import { Email, LinkToken } from '../contract.ts'

export const NewEmail = Closed({ email: Email }, { $id: 'NewEmail' })
export type NewEmail = Static<typeof NewEmail>

export const ConfirmEmail = Closed({ token: LinkToken }, { $id: 'ConfirmEmailChange' })

export const EmailChangeView = Closed(
  {
    state: OneOf(['waiting', 'changed'] as const, 'It waits for the other address, or is done'),
  },
  { $id: 'EmailChange' },
)
export type EmailChangeView = Static<typeof EmailChangeView>
