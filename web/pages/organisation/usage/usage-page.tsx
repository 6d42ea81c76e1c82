import { useSearchParams } from '@solidjs/router'
import ChartColumn from 'lucide-solid/icons/chart-column'
import Download from 'lucide-solid/icons/download'
import { createEffect, createMemo, createSignal, type JSX, Match, on, Show, Switch } from 'solid-js'
import type { Usage } from '../../../../server/modules/usage/contract.ts'
import {
  downloadUsage,
  downloadUsageByMeeting,
  type MeetingDays,
  readUsage,
} from '../../../api/usage.ts'
import { t } from '../../../i18n/index.ts'
import { describeProblem } from '../../../i18n/describe-problem.ts'
import { createLatestRead } from '../../../lib/latest-read.ts'
import { problemOf } from '../../../lib/problem.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Segments } from '../../../ui/control/segments.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { OrganisationFrame } from '../organisation-frame.tsx'
import { MeetingUsageList } from './meeting-usage.tsx'
import { UsageChart } from './usage-chart.tsx'
import { UsageChooser } from './usage-chooser.tsx'
import { type Chosen, measures, readSearch, toDay, type UsageSearch } from './usage-search.ts'
import { UsageTable } from './usage-table.tsx'
import { UsageTotals } from './usage-totals.tsx'
import './usage.css'

interface Read {
  usage: Usage
  days: Usage
}

/** Meetings are listed page by page, apart from the sums. */
async function readBoth({ from, to, by }: Chosen): Promise<Read> {
  const isByDay = by === 'day' || by === 'meeting'
  const [days, usage] = await Promise.all([
    readUsage({ from, to, by: 'day' }),
    isByDay ? null : readUsage({ from, to, by }),
  ])
  return { usage: usage ?? days, days }
}

const meetingDaysOf = ({ from, to, isMetered }: Chosen): MeetingDays => ({
  from,
  to,
  metered: isMetered ? 'true' : undefined,
})

async function takeFile(chosen: Chosen): Promise<void> {
  const { from, to, by } = chosen
  if (by === 'meeting') return downloadUsageByMeeting(meetingDaysOf(chosen))
  return downloadUsage({ from, to, by })
}

function UsageBody(props: {
  read: Read
  chosen: Chosen
  onChange: (change: UsageSearch) => void
}): JSX.Element {
  return (
    <>
      <UsageTotals usage={props.read.usage} />
      <Show
        when={props.read.usage.data.length > 0}
        fallback={
          <EmptyState
            icon={<ChartColumn />}
            title={t('usage.empty.title')}
            words={t('usage.empty.words')}
          />
        }
      >
        <Segments
          label={t('usage.show')}
          value={props.chosen.show}
          choices={measures.map((value) => ({ value, label: t(`usage.${value}`) }))}
          onChoose={(show) => props.onChange({ show })}
        />
        <UsageChart days={props.read.days} measure={props.chosen.show} />
        <Show
          when={props.chosen.by === 'meeting'}
          fallback={<UsageTable usage={props.read.usage} />}
        >
          <MeetingUsageList days={meetingDaysOf(props.chosen)} />
        </Show>
      </Show>
    </>
  )
}

/** The organisation's usage for the chosen days and breakdown. */
export function UsagePage(): JSX.Element {
  const [search, setSearch] = useSearchParams<Record<keyof UsageSearch, string>>()
  const chosen = createMemo(() => readSearch({ ...search }, toDay(Date.now())))
  const change = (next: UsageSearch): void => setSearch({ ...next }, { replace: true })
  const [found, setFound] = createSignal<Read>()
  const { ready, problem, read } = createLatestRead(() => readBoth(chosen()), setFound)
  const asked = (): string => [chosen().from, chosen().to, chosen().by].join(' ')
  createEffect(on(asked, () => void read()))
  const take = async (): Promise<void> => {
    try {
      await takeFile(chosen())
    } catch (error) {
      showToast({ tone: 'bad', words: describeProblem(problemOf(error)) })
    }
  }
  return (
    <OrganisationFrame
      title={t('organisation.usage')}
      actions={
        <Button onClick={() => void take()}>
          <Download />
          {t('usage.download')}
        </Button>
      }
    >
      <p class="organisation-words">{t('usage.words')}</p>
      <UsageChooser chosen={chosen()} onChange={change} />
      <Show when={problem()}>
        {(failed) => (
          <Failure
            problem={failed()}
            action={{ label: t('action.retry'), run: () => void read() }}
          />
        )}
      </Show>
      <Switch>
        <Match when={!ready()}>
          <Skeleton lines={8} />
        </Match>
        <Match when={found()}>
          {(both) => <UsageBody read={both()} chosen={chosen()} onChange={change} />}
        </Match>
      </Switch>
    </OrganisationFrame>
  )
}
