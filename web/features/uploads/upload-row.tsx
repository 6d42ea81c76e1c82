import { A } from '@solidjs/router'
import Pause from 'lucide-solid/icons/pause'
import Play from 'lucide-solid/icons/play'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import X from 'lucide-solid/icons/x'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { IconButton } from '../../ui/control/button.tsx'
import { Badge } from '../../ui/display/badge.tsx'
import { describeProgress } from '../meetings/describe-state.ts'
import { onEngine } from './engine.ts'
import { FileAgain } from './file-again.tsx'
import { FileKindIcon } from './file-kind-icon.tsx'
import { sharePercent, type Upload } from './uploads.ts'
import { describeTimeLeft, formatShare, describeUpload } from './describe-upload.ts'

const hasBar = ({ kind, state }: Upload): boolean =>
  kind !== 'transcript' && state !== 'done' && state !== 'elsewhere' && state !== 'failed'

function toneOf({ meeting }: Upload): 'ok' | 'warn' | 'bad' {
  if (meeting?.status === 'failed') return 'bad'
  return meeting?.status === 'waiting' ? 'warn' : 'ok'
}

function Bar(props: { upload: Upload }): JSX.Element {
  return (
    <span
      class="dock-bar"
      classList={{ 'dock-bar-still': props.upload.state !== 'sending' }}
      role="progressbar"
      aria-label={props.upload.fileName}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow={sharePercent(props.upload)}
      aria-valuetext={formatShare(props.upload)}
    >
      <span style={{ width: `${sharePercent(props.upload)}%` }} />
    </span>
  )
}

function Controls(props: { upload: Upload; onCancel: () => void }): JSX.Element {
  const { upload } = props
  const canPause = (): boolean =>
    upload.state === 'sending' || upload.state === 'waiting' || upload.state === 'queued'
  const canGoOn = (): boolean =>
    upload.state === 'paused' || (upload.state === 'failed' && upload.canRetry === true)
  return (
    <Show when={upload.kind !== 'transcript' && upload.state !== 'done'}>
      <span class="dock-controls">
        <Show when={canPause()}>
          <IconButton
            label={t('dock.pauseOf', { name: upload.fileName })}
            onClick={() => onEngine((engine) => engine.pause(upload.id))}
          >
            <Pause />
          </IconButton>
        </Show>
        <Show when={canGoOn()}>
          <IconButton
            label={t('dock.resumeOf', { name: upload.fileName })}
            onClick={() => onEngine((engine) => engine.resume(upload.id))}
          >
            <Play />
          </IconButton>
        </Show>
        <Show when={upload.state !== 'finishing' && upload.state !== 'elsewhere'}>
          <IconButton
            label={t('dock.cancelOf', { name: upload.fileName })}
            onClick={() => props.onCancel()}
          >
            <X />
          </IconButton>
        </Show>
      </span>
    </Show>
  )
}

export function UploadRow(props: { upload: Upload; onCancel: () => void }): JSX.Element {
  const { upload } = props
  return (
    <li
      class="dock-row"
      classList={{ 'dock-failed': upload.problem !== undefined }}
      data-upload-state={upload.state}
    >
      <Show when={upload.problem} fallback={<FileKindIcon kind={upload.kind} />}>
        <TriangleAlert />
      </Show>
      <div class="dock-words">
        <span class="dock-line">
          <Show
            when={upload.meetingId}
            fallback={
              <span class="dock-name" title={upload.fileName}>
                {upload.fileName}
              </span>
            }
          >
            {(id) => (
              <A class="dock-name" href={`/meetings/${id()}`} title={upload.fileName}>
                {upload.fileName}
              </A>
            )}
          </Show>
          <Switch>
            <Match when={describeTimeLeft(upload)}>
              {(left) => <span class="dock-left figures">{left()}</span>}
            </Match>
            <Match when={upload.state === 'done'}>
              <Badge tone={toneOf(upload)}>
                {upload.meeting ? describeProgress(upload.meeting) : t('dock.uploaded')}
              </Badge>
            </Match>
          </Switch>
        </span>
        <span class="dock-state figures">{describeUpload(upload)}</span>
        <Show when={hasBar(upload)}>
          <Bar upload={upload} />
        </Show>
        <Show when={upload.state === 'needs_file'}>
          <FileAgain upload={upload} />
        </Show>
      </div>
      <Controls upload={upload} onCancel={props.onCancel} />
    </li>
  )
}
