import { createResource, createRoot, type Resource } from 'solid-js'
import type { ClientView } from '../../server/modules/directory/contract.ts'
import type { ScenarioList } from '../../server/modules/scenarios/contract.ts'
import { listClients } from '../api/clients.ts'
import { listScenarios } from '../api/scenario-list.ts'
import { inLocale, locale } from '../i18n/index.ts'
import { inScenarioOrder } from './scenario-order.ts'
import { readAll } from './read-all.ts'
import { me } from './session.ts'

// Keyed by who is signed in, so that nothing of one account is shown to the next.
const lookups = createRoot(() => {
  const who = (): string | undefined => me()?.user.id
  const [scenarios, { refetch: refetchScenarios }] = createResource(who, async (reader) => {
    const { data } = await listScenarios()
    return { reader, data }
  })
  const [clients, { refetch }] = createResource(who, async (reader) => {
    const { data } = await readAll(listClients, Number.POSITIVE_INFINITY)
    return { reader, data }
  })
  return { scenarios, refetchScenarios, clients, refetchClients: refetch }
})

function ofReader<T>(resource: Resource<{ reader: string; data: T[] }>): T[] {
  const known = resource.error ? undefined : resource.latest
  return known && known.reader === me()?.user.id ? known.data : []
}

export const scenarios = (): ScenarioList['data'] =>
  inScenarioOrder(ofReader(lookups.scenarios), locale())
export const clients = (): ClientView[] => ofReader(lookups.clients)

export const refetchScenarios = (): void => void lookups.refetchScenarios()

export const refetchClients = (): void => void lookups.refetchClients()

export function scenarioTitle(id: string): string {
  const found = scenarios().find((scenario) => scenario.id === id)
  return found ? inLocale(found.title) : id
}
