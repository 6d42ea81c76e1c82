import Check from 'lucide-solid/icons/check'
import CircleDashed from 'lucide-solid/icons/circle-dashed'
import Clock from 'lucide-solid/icons/clock'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { type JSX, Match, Show, Switch } from 'solid-js'
import type { MeetingView } from '../../../server/modules/meetings/contract.ts'
import { t } from '../../i18n/index.ts'
import { Badge } from '../../ui/display/badge.tsx'
import { isWorking, describeProgress, describeReason, describeState } from './describe-state.ts'
import { sharePercent, type Upload } from '../uploads/uploads.ts'
import { uploadOf, describeUploading } from '../uploads/describe-uploading.ts'
import './meeting-state.css'

function Bar(props: { share: number }): JSX.Element {
  return (
    <span class="progress" aria-hidden="true">
      <span style={{ width: `${Math.min(100, props.share * 100)}%` }} />
    </span>
  )
}

/** Progress of the work, or of the upload where this tab sends the recording. */
export function ProgressBar(props: { meeting: MeetingView }): JSX.Element {
  const progress = (): MeetingView['progress'] => props.meeting.progress
  const upload = (): Upload | undefined => uploadOf(props.meeting)
  return (
    <Switch>
      <Match when={upload()}>{(known) => <Bar share={sharePercent(known()) / 100} />}</Match>
      <Match when={progress()?.total ? progress() : undefined}>
        {(known) => <Bar share={known().done / known().total} />}
      </Match>
    </Switch>
  )
}

/** Text first, then the bar; no bar where the share is unknown. */
export function MeetingState(props: { meeting: MeetingView; brief?: boolean }): JSX.Element {
  const status = (): MeetingView['status'] => props.meeting.status
  return (
    <Switch
      fallback={
        <Badge>
          <CircleDashed />
          {describeState(props.meeting)}
        </Badge>
      }
    >
      <Match when={isWorking(status())}>
        <span class="working">
          <span class="working-words figures">
            {describeUploading(props.meeting) ?? describeProgress(props.meeting)}
          </span>
          <ProgressBar meeting={props.meeting} />
        </span>
      </Match>
      <Match when={status() === 'waiting'}>
        <span class="state-stack">
          <Badge tone="warn">
            <Clock />
            {describeState(props.meeting)}
          </Badge>
          <Show when={!props.brief && describeReason(props.meeting)}>
            {(reason) => <span class="state-reason">{reason()}</span>}
          </Show>
        </span>
      </Match>
      <Match when={status() === 'in_review'}>
        <Badge tone="info">
          {props.brief
            ? t('status.inReviewOf', {
                done: props.meeting.decidedCount,
                total: props.meeting.itemCount,
              })
            : describeState(props.meeting)}
        </Badge>
      </Match>
      <Match when={status() === 'accepted'}>
        <Badge tone="ok">
          <Check />
          {describeState(props.meeting)}
        </Badge>
      </Match>
      <Match when={status() === 'failed'}>
        <span class="state-stack">
          <Badge tone="bad">
            <TriangleAlert />
            {describeState(props.meeting)}
          </Badge>
          <Show when={!props.brief && describeReason(props.meeting)}>
            {(reason) => <span class="state-reason">{reason()}</span>}
          </Show>
        </span>
      </Match>
    </Switch>
  )
}
