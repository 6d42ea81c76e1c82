import { createResource, createSignal, For, type JSX, lazy, Show, Suspense } from 'solid-js'
import type { InteractionView } from '../../../../server/modules/analysis/contract.ts'
import { formatCost, formatMoment } from '../../../i18n/format.ts'
import { locale, t, describeCode } from '../../../i18n/index.ts'
import { listModelCalls } from '../../../api/runs.ts'
import { onLive } from '../../../lib/live/live.ts'
import { problemOf } from '../../../lib/problem.ts'
import { settled } from '../../../lib/settled.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Badge, type Tone } from '../../../ui/display/badge.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { useMeeting } from '../meeting-context.ts'
import { sumOf, formatCount, formatSeconds } from './call-figures.ts'
import './tabs.css'

const CallDialog = lazy(() => import('./call-dialog.tsx'))

const tones: Record<InteractionView['outcome'], Tone> = {
  open: 'neutral',
  ok: 'neutral',
  invalid: 'warn',
  refused: 'warn',
  cut: 'warn',
  error: 'bad',
}

const describeStep = (call: InteractionView): string => describeCode('step', call.step) ?? call.step

function describeCall(call: InteractionView, isInParts: boolean): string {
  const parts = [describeStep(call)]
  if (isInParts) parts.push(t('calls.part', { count: call.windowIndex + 1 }))
  if (call.attempt > 1) parts.push(t('calls.attempt', { count: call.attempt }))
  return parts.join(' · ')
}

function formatFigures(call: InteractionView): string {
  const { inputTokens, cachedInputTokens, outputTokens, costMicroUsd, latencyMs } = call
  if (call.outcome === 'open') return call.model
  const seconds = t('calls.seconds', { seconds: formatSeconds(latencyMs, locale()) })
  // A failed call has no tokens and no price; its mark says so.
  if (call.outcome === 'error' && inputTokens === null) return `${call.model} · ${seconds}`
  const tokens =
    inputTokens === null
      ? t('calls.noTokens')
      : t('calls.tokens', {
          input: formatCount(inputTokens, locale()),
          cached: formatCount(cachedInputTokens ?? 0, locale()),
          output: formatCount(outputTokens ?? 0, locale()),
        })
  const cost = costMicroUsd === null ? t('calls.noCost') : formatCost(costMicroUsd, locale())
  return [call.model, tokens, cost, seconds].join(' · ')
}

function CallRow(props: {
  call: InteractionView
  isInParts: boolean
  onOpen: () => void
}): JSX.Element {
  return (
    <li class="run">
      <div class="run-words">
        <p>{describeCall(props.call, props.isInParts)}</p>
        <p class="run-when figures">{formatFigures(props.call)}</p>
        <p class="run-when figures">{formatMoment(props.call.createdAt, locale())}</p>
        <Show when={props.call.errorCode && describeCode('reason', props.call.errorCode)}>
          {(reason) => <p class="run-when">{reason()}</p>}
        </Show>
        <Show when={props.call.serverMessage}>
          {(words) => <p class="run-when">{t('calls.serverMessage', { words: words() })}</p>}
        </Show>
      </div>
      <Badge tone={tones[props.call.outcome]}>{t(`calls.outcome.${props.call.outcome}`)}</Badge>
      <Show
        when={props.call.hasBody}
        fallback={
          <Show when={props.call.outcome !== 'open'}>
            <span class="run-when">{t('calls.notKept')}</span>
          </Show>
        }
      >
        <Button
          size="small"
          aria-label={t('calls.openOf', {
            step: describeStep(props.call),
            attempt: props.call.attempt,
          })}
          onClick={() => props.onOpen()}
        >
          {t('calls.open')}
        </Button>
      </Show>
    </li>
  )
}

function formatTotal(calls: InteractionView[]): string {
  const { tokens, costMicroUsd } = sumOf(calls)
  if (tokens === 0) return t('calls.totalUncounted', { count: calls.length })
  return t('calls.total', {
    count: calls.length,
    tokens: formatCount(tokens, locale()),
    cost: costMicroUsd === null ? t('calls.noCost') : formatCost(costMicroUsd, locale()),
  })
}

/** For admins: what was asked of a language model for this meeting, and what it took. */
export default function CallsTab(): JSX.Element {
  const { store } = useMeeting()
  const [calls, { refetch }] = createResource(() => listModelCalls(store.id))
  const [open, setOpen] = createSignal<InteractionView>()
  const isInParts = (): boolean =>
    settled(calls)?.some(({ windowIndex }) => windowIndex > 0) ?? false
  onLive({
    meetingChanged: (change) => void (change.meetingId === store.id && refetch()),
    itemsChanged: () => undefined,
    reset: () => void refetch(),
  })
  return (
    <div class="runs">
      <p class="runs-words">{t('calls.words')}</p>
      <Show
        when={!calls.error}
        fallback={
          <Failure
            problem={problemOf(calls.error)}
            action={{ label: t('action.retry'), run: () => void refetch() }}
          />
        }
      >
        <Show when={settled(calls)} fallback={<Skeleton lines={3} />}>
          {(found) => (
            <Show when={found().length > 0} fallback={<p>{t('calls.empty')}</p>}>
              <p class="figures">{formatTotal(found())}</p>
              <ul class="sheet">
                <For each={found()}>
                  {(call) => (
                    <CallRow call={call} isInParts={isInParts()} onOpen={() => setOpen(call)} />
                  )}
                </For>
              </ul>
            </Show>
          )}
        </Show>
      </Show>
      <Suspense>
        <Show when={open()}>
          {(call) => (
            <CallDialog
              id={call().id}
              title={describeCall(call(), isInParts())}
              onClose={() => setOpen()}
            />
          )}
        </Show>
      </Suspense>
    </div>
  )
}
