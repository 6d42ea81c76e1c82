import { onMount } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import type {
  KeyView,
  ServiceAccountView,
} from '../../../../server/modules/identity/keys/contract.ts'
import { listKeys, listServiceAccounts } from '../../../api/keys.ts'
import { createLatestRead } from '../../../lib/latest-read.ts'
import { can } from '../../../lib/session.ts'

/** Keys and, for those who manage them, service accounts. */
export function createKeys() {
  const [lists, setLists] = createStore<{ keys: KeyView[]; accounts: ServiceAccountView[] }>({
    keys: [],
    accounts: [],
  })
  const { ready, problem, read } = createLatestRead(
    () => Promise.all([listKeys(), can('members:write') ? listServiceAccounts() : { data: [] }]),
    ([keys, accounts]) => {
      setLists('keys', reconcile(keys.data, { key: 'id' }))
      setLists('accounts', reconcile(accounts.data, { key: 'id' }))
    },
  )
  onMount(() => void read())
  const inForce = (): KeyView[] => lists.keys.filter(({ state }) => state === 'active')
  const former = (): KeyView[] => lists.keys.filter(({ state }) => state !== 'active')
  return { lists, inForce, former, ready, problem, read }
}
