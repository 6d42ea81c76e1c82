import { createEffect, createSignal, type JSX, onMount, Show } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import type { MySession } from '../../../server/modules/identity/me/contract.ts'
import type { FactorsView } from '../../../server/modules/identity/factors/contract.ts'
import { listFactors } from '../../api/factors.ts'
import { listMySessions } from '../../api/me.ts'
import { t } from '../../i18n/index.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'
import { refreshMe } from '../../lib/session.ts'
import { Failure } from '../../ui/feedback/failure.tsx'
import { Skeleton } from '../../ui/feedback/skeleton.tsx'
import { Security } from './factors/security.tsx'
import { Password } from './password.tsx'
import { Profile } from './profile.tsx'
import { Sessions } from './sessions.tsx'
import '../../ui/control/form-card.css'
import './you.css'

/** A person's own account: profile, sign-in methods and sessions. */
export default function YouPage(): JSX.Element {
  const [list, setList] = createStore<{ data: MySession[] }>({ data: [] })
  const [problem, setProblem] = createSignal<Problem>()
  const read = async (): Promise<void> => {
    try {
      const { data } = await listMySessions()
      setList('data', reconcile(data, { key: 'id' }))
      setProblem()
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  const [factors, setFactors] = createSignal<FactorsView>()
  const readFactors = async (): Promise<void> => {
    try {
      setFactors(await listFactors())
      await refreshMe()
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  onMount(async () => {
    await Promise.all([read(), readFactors()])
    // What the address names came only now.
    if (location.hash) document.querySelector(location.hash)?.scrollIntoView()
  })
  createEffect(() => {
    document.title = `${t('you.title')} · AAM`
  })
  return (
    <div class="page you">
      <header class="page-head">
        <h1>{t('you.title')}</h1>
      </header>
      <Profile />
      <Show
        when={factors()}
        fallback={
          <Show when={!problem()}>
            <Skeleton lines={6} />
          </Show>
        }
      >
        {(found) => <Security factors={found()} onChanged={readFactors} />}
      </Show>
      <Password onChanged={() => void read()} />
      <Show when={problem()}>
        {(found) => (
          <Failure
            problem={found()}
            action={{
              label: t('action.retry'),
              run: () => void Promise.all([read(), readFactors()]),
            }}
          />
        )}
      </Show>
      <Sessions sessions={list.data} onChanged={read} />
    </div>
  )
}
