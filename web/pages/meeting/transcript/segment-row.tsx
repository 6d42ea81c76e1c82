import Ellipsis from 'lucide-solid/icons/ellipsis'
import { For, type JSX, Show } from 'solid-js'
import type {
  SegmentView,
  TranscriptView,
} from '../../../../server/modules/transcription/contract.ts'
import { formatClock } from '../../../i18n/format.ts'
import { t } from '../../../i18n/index.ts'
import { toneOfOrder } from '../../../ui/display/name-tone.ts'
import { Menu } from '../../../ui/overlay/menu.tsx'
import { useMeeting } from '../meeting-context.ts'
import { markParts, type MarkRange } from './mark-parts.ts'

export type Speaker = TranscriptView['speakers'][number]

export interface SegmentRowProps {
  segment: SegmentView
  speaker: Speaker | undefined
  /** The same person goes on speaking: the name is not repeated. */
  isContinued: boolean
  isShown: boolean
  isSpoken: boolean
  /** Tab comes to this row. */
  isStop: boolean
  ranges: MarkRange[]
  isReadOnly: boolean
  /** The recording that is played is the one of these times. */
  canPlay: boolean
}

function Time(props: SegmentRowProps): JSX.Element {
  const { player } = useMeeting()
  const words = (): string =>
    props.segment.startMs === null
      ? String(props.segment.segmentId)
      : formatClock(props.segment.startMs)
  return (
    <Show
      when={props.canPlay && player.isReady() && props.segment.startMs !== null}
      fallback={<span class="segment-time figures">{words()}</span>}
    >
      <button
        type="button"
        class="segment-time segment-play figures"
        tabindex={props.isStop ? 0 : -1}
        data-column="time"
        aria-label={t('player.playFrom', { time: words() })}
        onClick={() => player.playFrom(props.segment.startMs ?? 0)}
      >
        {words()}
      </button>
    </Show>
  )
}

function Name(props: SegmentRowProps): JSX.Element {
  const { edits } = useMeeting()
  const tone = (): number | undefined => props.speaker && toneOfOrder(props.speaker.id - 1)
  return (
    <p
      class="segment-speaker"
      classList={{ 'hidden-words': props.isContinued }}
      data-speaker={tone()}
    >
      <Show
        when={edits.mayEdit() && !props.isReadOnly && !props.isContinued && props.speaker}
        fallback={props.speaker?.name ?? t('transcript.unknown')}
      >
        {(speaker) => (
          <button
            type="button"
            class="speaker-name"
            tabindex={props.isStop ? 0 : -1}
            data-column="name"
            aria-haspopup="dialog"
            title={t('speakers.edit', { name: speaker().name })}
            onClick={() => edits.open({ is: 'speaker', speakerId: speaker().id })}
          >
            {speaker().name}
            <Show when={speaker().unnamed}>
              <span class="speaker-who">{t('speakers.who')}</span>
            </Show>
          </button>
        )}
      </Show>
    </p>
  )
}

function SegmentMenu(props: SegmentRowProps): JSX.Element {
  const { adding } = useMeeting()
  const label = (): string =>
    props.segment.startMs === null
      ? t('speakers.segmentMenuPlain', { count: props.segment.segmentId })
      : t('speakers.segmentMenu', { time: formatClock(props.segment.startMs) })
  const { edits } = useMeeting()
  return (
    <span class="segment-menu" data-column="menu">
      <Menu
        label={label()}
        triggerClass="icon-button"
        triggerTabIndex={props.isStop ? 0 : -1}
        trigger={<Ellipsis />}
        groups={[
          adding.mayAdd()
            ? [
                {
                  label: t('adding.add'),
                  run: () => {
                    const { segmentId, text } = props.segment
                    adding.open([{ segmentId, quote: text }])
                  },
                },
              ]
            : [],
          [
            {
              label: t('speakers.reassign'),
              run: () => edits.open({ is: 'reassign', segmentId: props.segment.segmentId }),
            },
            {
              label: t('speakers.correct'),
              run: () => edits.open({ is: 'correct', segmentId: props.segment.segmentId }),
            },
          ],
          props.speaker
            ? [
                {
                  label: t('speakers.rename', { name: props.speaker.name }),
                  run: () =>
                    props.speaker && edits.open({ is: 'speaker', speakerId: props.speaker.id }),
                },
              ]
            : [],
        ]}
      />
    </span>
  )
}

export function SegmentRow(props: SegmentRowProps): JSX.Element {
  const { edits } = useMeeting()
  const isLost = (): boolean =>
    props.isShown && !props.ranges.some((range) => range.kind === 'evidence')
  return (
    <div
      class="segment-row"
      classList={{
        'segment-shown': props.isShown,
        'segment-on': props.isContinued,
        'segment-spoken': props.isSpoken,
      }}
      aria-current={props.isSpoken ? 'true' : undefined}
    >
      <Time {...props} />
      <div class="segment-said">
        <Name {...props} />
        <p class="segment-text" data-segment={props.segment.segmentId}>
          <For each={markParts(props.segment.text, props.ranges)}>
            {(part) => (
              <Show when={part.kinds.length > 0} fallback={part.text}>
                <mark
                  class={part.kinds.map((kind) => `mark-${kind}`).join(' ')}
                  data-evidence={part.kinds.includes('evidence') ? '' : undefined}
                >
                  {part.text}
                </mark>
              </Show>
            )}
          </For>
        </p>
        <Show when={isLost()}>
          <p class="segment-lost" data-evidence="">
            {t('evidence.moved')}
          </p>
        </Show>
      </div>
      <Show when={edits.mayEdit() && !props.isReadOnly}>
        <SegmentMenu {...props} />
      </Show>
    </div>
  )
}
