import type { UserView } from './contract.ts'
import type { UserRow } from './repo.ts'

export const toUserView = (user: UserRow): UserView => ({
  id: user.id,
  email: user.email,
  name: user.name,
  role: user.role,
  locale: user.locale,
  timeZone: user.timeZone,
})
