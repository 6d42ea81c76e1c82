import { A } from '@solidjs/router'
import ChevronDown from 'lucide-solid/icons/chevron-down'
import ChevronUp from 'lucide-solid/icons/chevron-up'
import FileText from 'lucide-solid/icons/file-text'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import Upload from 'lucide-solid/icons/upload'
import X from 'lucide-solid/icons/x'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { wordFaults, wordProblem } from '../../../i18n/problem-words.ts'
import { IconButton } from '../../../ui/control/button.tsx'
import { dropUploads, type Upload as UploadState, uploads } from './uploads.ts'
import './upload-dock.css'

const isOver = (upload: UploadState): boolean =>
  upload.state === 'imported' || upload.state === 'failed'

function UploadRow(props: { upload: UploadState }): JSX.Element {
  const words = (): string => {
    const { upload } = props
    if (upload.problem)
      return [wordProblem(upload.problem), ...wordFaults(upload.problem)].join(' ')
    if (upload.state === 'imported') {
      const said = t('dock.imported', { count: upload.segmentCount ?? 0 })
      return `${said} · ${t('dock.speakers', { count: upload.speakerCount ?? 0 })}`
    }
    return upload.state === 'sending' ? t('dock.sending') : t('status.queued')
  }
  return (
    <li class="dock-row" classList={{ 'dock-failed': props.upload.state === 'failed' }}>
      <Show when={props.upload.state === 'failed'} fallback={<FileText />}>
        <TriangleAlert />
      </Show>
      <div class="dock-words">
        <span class="dock-name">{props.upload.fileName}</span>
        <span class="dock-state">{words()}</span>
      </div>
      <Show when={props.upload.meetingId}>
        {(id) => (
          <A class="link" href={`/meetings/${id()}`}>
            {t('dock.open')}
          </A>
        )}
      </Show>
    </li>
  )
}

export default function UploadDock(): JSX.Element {
  const [folded, setFolded] = createSignal(false)
  const done = (): number => uploads.filter(isOver).length
  const added = (): number => uploads.filter((upload) => upload.state === 'imported').length
  const allOver = (): boolean => done() === uploads.length
  return (
    <Show when={uploads.length > 0}>
      <section class="dock" aria-label={t('meetings.add')}>
        <header class="dock-head">
          <Upload />
          <h2 role="status">
            {allOver()
              ? t('dock.done', { count: added() })
              : t('dock.title', { done: done() + 1, count: uploads.length })}
          </h2>
          <IconButton
            label={folded() ? t('dock.unfold') : t('dock.fold')}
            aria-expanded={!folded()}
            onClick={() => setFolded(!folded())}
          >
            {folded() ? <ChevronUp /> : <ChevronDown />}
          </IconButton>
          <Show when={allOver()}>
            <IconButton label={t('action.close')} onClick={() => dropUploads(isOver)}>
              <X />
            </IconButton>
          </Show>
        </header>
        <Show when={!folded()}>
          <ul class="dock-list">
            <For each={uploads}>{(upload) => <UploadRow upload={upload} />}</For>
          </ul>
        </Show>
      </section>
    </Show>
  )
}
