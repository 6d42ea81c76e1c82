import { createSignal, onMount } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import type {
  KeyView,
  ServiceAccountView,
} from '../../../../server/modules/identity/keys/contract.ts'
import { listKeys, listServiceAccounts } from '../../../api/keys.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'

/** Keys and, for those who look after them, service accounts. */
export function createKeys() {
  const [lists, setLists] = createStore<{ keys: KeyView[]; accounts: ServiceAccountView[] }>({
    keys: [],
    accounts: [],
  })
  const [ready, setReady] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  let asked = 0
  const read = async (): Promise<void> => {
    asked += 1
    const mine = asked
    try {
      const [keys, accounts] = await Promise.all([
        listKeys(),
        can('members:write') ? listServiceAccounts() : { data: [] },
      ])
      if (mine !== asked) return
      setLists('keys', reconcile(keys.data, { key: 'id' }))
      setLists('accounts', reconcile(accounts.data, { key: 'id' }))
      setProblem()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      if (mine === asked) setReady(true)
    }
  }
  onMount(() => void read())
  const inForce = (): KeyView[] => lists.keys.filter(({ state }) => state === 'active')
  const former = (): KeyView[] => lists.keys.filter(({ state }) => state !== 'active')
  return { lists, inForce, former, ready, problem, read }
}
