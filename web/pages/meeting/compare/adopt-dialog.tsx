import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { createResource, For, type JSX, Show } from 'solid-js'
import type { AdoptLosses } from '../../../../server/modules/analysis/contract.ts'
import { inLocale, t } from '../../../i18n/index.ts'
import { readAdoptLosses } from '../../../api/runs.ts'
import { problemOf } from '../../../lib/problem.ts'
import { settled } from '../../../lib/settled.ts'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { ConfirmDialog } from '../../../ui/overlay/confirm-dialog.tsx'
import './adopt-dialog.css'

/** Of which field or choice a loss is, in words: “Decisions · Outcome: passed”. */
function describeValue({ words }: AdoptLosses['values'][number]): string {
  const field = `${inLocale(words.section)} · ${inLocale(words.field)}`
  return words.choice ? `${field}: ${inLocale(words.choice)}` : field
}

/** What people accepted or wrote that the other run has no place for. */
function Losses(props: { losses: AdoptLosses }): JSX.Element {
  return (
    <Show when={props.losses.items.length + props.losses.values.length > 0}>
      <div class="adopt-losses" role="note">
        <p>
          <TriangleAlert />
          {t('adopt.stays')}
        </p>
        <ul>
          <For each={props.losses.items}>
            {({ section, count }) => (
              <li>{t('adopt.items', { section: inLocale(section), count })}</li>
            )}
          </For>
          <For each={props.losses.values}>
            {(value) => (
              <li>
                <strong>{describeValue(value)}</strong> · {t(`adopt.is.${value.is}`)} ·{' '}
                <span class="adopt-count">{t('adopt.count', { count: value.count })}</span>
              </li>
            )}
          </For>
        </ul>
        <p>{t('adopt.oldStays')}</p>
      </div>
    </Show>
  )
}

/** Asks before another run's result is shown, and says what would not move along. */
export function AdoptDialog(props: {
  meetingId: string
  runId: string
  run: () => Promise<void>
  onClose: () => void
}): JSX.Element {
  const [losses] = createResource(() => readAdoptLosses(props.meetingId, props.runId))
  return (
    <ConfirmDialog
      title={t('adopt.ask')}
      words={t('adopt.words')}
      confirm={t('adopt.confirm')}
      look="primary"
      isReady={settled(losses) !== undefined}
      run={props.run}
      onClose={props.onClose}
    >
      <Show when={!losses.error} fallback={<Failure problem={problemOf(losses.error)} />}>
        <Show when={settled(losses)} fallback={<Skeleton lines={2} />}>
          {(found) => <Losses losses={found()} />}
        </Show>
      </Show>
    </ConfirmDialog>
  )
}
