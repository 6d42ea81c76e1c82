import { createSignal, For, type JSX, onMount, Show } from 'solid-js'
import type { BillingView, LimitView } from '../../../../server/modules/billing/contract.ts'
import { readBilling } from '../../../api/billing.ts'
import { t } from '../../../i18n/index.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { OrganisationFrame } from '../organisation-frame.tsx'
import { LimitLine } from './limit-line.tsx'
import { PlanCard } from './plan-card.tsx'
import '../../../ui/control/form-card.css'
import './plan.css'

/** What plans are about; the other limits keep the server working. */
const ofPlans = [
  'transcribedMinutesPerMonth',
  'modelCentsPerMonth',
  'storedBytes',
  'members',
  'ownScenarios',
  'retentionDays',
]

/** The plan, and each limit with its use. */
export default function PlanPage(): JSX.Element {
  const [billing, setBilling] = createSignal<BillingView>()
  const [problem, setProblem] = createSignal<Problem>()
  const read = async (): Promise<void> => {
    setProblem()
    try {
      setBilling(await readBilling())
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  onMount(() => void read())
  return (
    <OrganisationFrame title={t('organisation.plan')}>
      <Show when={problem()}>
        {(found) => (
          <Failure
            problem={found()}
            action={{ label: t('action.retry'), run: () => void read() }}
          />
        )}
      </Show>
      <Show when={billing()} fallback={<Show when={!problem()}>{<Skeleton lines={8} />}</Show>}>
        {(known) => <Plan billing={known()} />}
      </Show>
    </OrganisationFrame>
  )
}

function Plan(props: { billing: BillingView }): JSX.Element {
  const named = (names: readonly string[]): LimitView[] =>
    names.flatMap((name) => props.billing.limits.find((one) => one.name === name) ?? [])
  const others = (): LimitView[] =>
    props.billing.limits.filter(({ name, limit }) => limit !== null && !ofPlans.includes(name))
  return (
    <div class="plan">
      <PlanCard billing={props.billing} />
      <section class="form-card">
        <header>
          <h2>{t('plan.limits')}</h2>
        </header>
        <Lines limits={named(ofPlans)} billing={props.billing} />
      </section>
      <details class="form-card plan-others">
        <summary>{t('plan.others')}</summary>
        <p>{t('plan.othersWords')}</p>
        <Lines limits={others()} billing={props.billing} />
      </details>
    </div>
  )
}

function Lines(props: { limits: readonly LimitView[]; billing: BillingView }): JSX.Element {
  return (
    <ul class="plan-limits">
      <For each={props.limits}>
        {(limit) => (
          <LimitLine
            limit={limit}
            use={props.billing.usage.find(({ name }) => name === limit.name)}
            price={limit.name === 'transcribedMinutesPerMonth' ? props.billing.minutePrice : null}
          />
        )}
      </For>
    </ul>
  )
}
