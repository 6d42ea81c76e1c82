import type { Talk } from './talk.ts'

export type Side = 'us' | 'them'

/** Jobs that face the client on our side: "client lead", «менеджер по работе с клиентами». */
const OURS =
  /account|delivery|vendor|supplier|contractor|(?:client|customer) (?:lead|manager|partner|director|service|success|support|care)|по работе с|со стороны (?:исполнител|подрядчик|поставщик)|подрядчик|исполнител/iu
const THEIRS = /(?:^|[^\p{L}])(?:client|customer)(?!\p{L})|заказчик|клиент/iu

const SAYS_OURS =
  / (?:as (?:your|the) (?:supplier|vendor|contractor|partner|agency)|we as (?:the|a) (?:supplier|vendor|contractor)|как (?:ваш )?(?:подрядчик|исполнитель|поставщик)|мы (?:подрядчик|исполнитель)) /
const SAYS_THEIRS =
  / (?:as (?:your|the) (?:client|customer)|we are the (?:client|customer)|как (?:ваш )?(?:заказчик|клиент)|мы (?:заказчик|клиент)) /

/**
 * The side of each speaker by words only: their role if known or stated, the client's name in it, or "as your
 * supplier". Speakers without such a sign have no known side.
 */
export function sidesOf(talk: Talk): Map<string, Side> {
  const { participants, clientName } = talk.request.meeting
  const roles = new Map(participants.map(({ name, role }) => [name, role ?? '']))
  for (const { person, role } of talk.introductions())
    roles.set(person, `${roles.get(person) ?? ''} ${role}`)
  const sides = new Map<string, Side>()
  for (const [person, role] of roles) {
    const side = sideOfRole(role, clientName)
    if (side) sides.set(person, side)
  }
  for (const unit of talk.units) {
    const { speaker } = unit.segment
    if (speaker === null || sides.has(speaker)) continue
    if (SAYS_OURS.test(unit.folded)) sides.set(speaker, 'us')
    else if (SAYS_THEIRS.test(unit.folded)) sides.set(speaker, 'them')
  }
  return sides
}

function sideOfRole(role: string, clientName: string | null): Side | null {
  if (OURS.test(role)) return 'us'
  if (THEIRS.test(role)) return 'them'
  const isNamed = clientName !== null && clientName.trim().length >= 3
  return isNamed && role.toLowerCase().includes(clientName.trim().toLowerCase()) ? 'them' : null
}
