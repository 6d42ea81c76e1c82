import ChevronDown from 'lucide-solid/icons/chevron-down'
import ChevronUp from 'lucide-solid/icons/chevron-up'
import UploadIcon from 'lucide-solid/icons/upload'
import X from 'lucide-solid/icons/x'
import {
  createEffect,
  createSignal,
  For,
  type JSX,
  lazy,
  on,
  onCleanup,
  onMount,
  Show,
  Suspense,
} from 'solid-js'
import { t } from '../../i18n/index.ts'
import { type MeetingChange, onLive } from '../../lib/live/live.ts'
import { me } from '../../lib/session.ts'
import { mayHaveUploads } from '../../lib/upload/upload-flag.ts'
import { IconButton } from '../../ui/control/button.tsx'
import { loadEngine } from './engine.ts'
import { UploadRow } from './upload-row.tsx'
import { changeUpload, isOver, isUnderWay, removeUploads, type Upload, uploads } from './uploads.ts'
import { describeNews } from './describe-upload.ts'
import './upload-dock.css'

const CancelDialog = lazy(() => import('./cancel-dialog.tsx'))

async function recall(): Promise<void> {
  const userId = me()?.user.id
  if (!userId || !mayHaveUploads()) return
  const { recallUploads } = await import('./recall-uploads.ts')
  await recallUploads(userId)
}

async function dropJobs(which: (upload: Upload) => boolean): Promise<void> {
  if (!uploads.some(which)) return
  const ids = new Set(uploads.filter(which).map(({ id }) => id))
  const engine = await loadEngine()
  engine.dropJobs(({ id }) => ids.has(id))
}

/** A meeting that went on has its file, whoever sent it; one that was deleted wants none. */
function follow(change: MeetingChange): void {
  const ofMeeting = uploads.filter(({ meetingId }) => meetingId === change.meetingId)
  for (const { id, state } of ofMeeting) {
    if (state === 'done' && !change.deleted) changeUpload(id, { meeting: change })
  }
  const isLeftBehind = change.deleted || change.status !== 'uploading'
  if (!isLeftBehind) return
  void dropJobs(
    ({ meetingId, state }) =>
      meetingId === change.meetingId && (state === 'needs_file' || state === 'elsewhere'),
  )
}

function describeUploads(): string {
  const underWay = uploads.filter(isUnderWay).length
  const done = uploads.filter(({ state }) => state === 'done').length
  const open = uploads.filter((upload) => !isOver(upload)).length
  if (underWay > 0) {
    return t('dock.title', { done: uploads.length - open + 1, count: uploads.length })
  }
  return open > 0 ? t('dock.stopped', { count: open }) : t('dock.done', { count: done })
}

/** What changed last, for a live region: states at once, bytes by tenths. */
function createNews(): () => string {
  const [news, setNews] = createSignal('')
  const said = new Map<number, string>()
  createEffect(
    on(
      () => uploads.map((upload) => [upload.id, describeNews(upload)] as const),
      (all) => {
        for (const [id, words] of all) {
          if (said.get(id) === words) continue
          said.set(id, words)
          setNews(words)
        }
      },
    ),
  )
  return news
}

export default function UploadDock(): JSX.Element {
  const [folded, setFolded] = createSignal(false)
  const [cancelled, setCancelled] = createSignal<Upload>()
  const news = createNews()
  onMount(() => void recall())
  onLive({ meetingChanged: follow, reset: () => void recall() })
  // The next person on this page must not meet what this one sends.
  onCleanup(() => {
    void dropJobs(() => true)
    removeUploads(() => true)
  })
  const cancel = async (upload: Upload): Promise<void> => {
    if (upload.state === 'failed' && !upload.canRetry) removeUploads(({ id }) => id === upload.id)
    else setCancelled(upload)
  }
  return (
    <>
      <p class="hidden-words" role="status">
        {news()}
      </p>
      <Show when={uploads.length > 0}>
        <section class="dock" aria-label={t('dock.label')}>
          <header class="dock-head">
            <UploadIcon />
            <h2>{describeUploads()}</h2>
            <IconButton
              label={folded() ? t('dock.unfold') : t('dock.fold')}
              aria-expanded={!folded()}
              onClick={() => setFolded(!folded())}
            >
              {folded() ? <ChevronUp /> : <ChevronDown />}
            </IconButton>
            <Show when={uploads.every(isOver)}>
              <IconButton
                label={t('action.close')}
                onClick={() => void dropJobs(isOver).then(() => removeUploads(isOver))}
              >
                <X />
              </IconButton>
            </Show>
          </header>
          <Show when={!folded()}>
            <ul class="dock-list">
              <For each={uploads}>
                {(upload) => <UploadRow upload={upload} onCancel={() => void cancel(upload)} />}
              </For>
            </ul>
          </Show>
        </section>
      </Show>
      <Suspense>
        <Show when={cancelled()}>
          {(upload) => <CancelDialog upload={upload()} onClose={() => setCancelled()} />}
        </Show>
      </Suspense>
    </>
  )
}
