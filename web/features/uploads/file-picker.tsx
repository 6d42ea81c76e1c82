import Upload from 'lucide-solid/icons/upload'
import X from 'lucide-solid/icons/x'
import { For, type JSX, Show } from 'solid-js'
import { formatBytes } from '../../i18n/format.ts'
import { locale, t } from '../../i18n/index.ts'
import { describeProblem } from '../../i18n/describe-problem.ts'
import { pickFiles } from '../../lib/upload/file-handles.ts'
import { IconButton } from '../../ui/control/button.tsx'
import { DropBox } from '../../ui/control/drop-box.tsx'
import { FileKindIcon } from './file-kind-icon.tsx'
import type { PickedFile } from './file-kind.ts'
import './file-picker.css'

/** A hint for the browser's file dialog; the content decides whether a file is accepted. */
const kinds =
  'audio/*,video/*,.mkv,.vtt,.srt,.sbv,.txt,.json,.md,.docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document'

const words = {
  several: { drop: 'add.drop', kinds: 'add.kinds', choose: 'add.choose' },
  any: { drop: 'add.dropOne', kinds: 'add.kinds', choose: 'add.chooseOne' },
  transcript: { drop: 'add.dropTranscript', kinds: 'add.transcriptKinds', choose: 'add.chooseOne' },
} as const

function PickedRow(props: { picked: PickedFile; onDrop: () => void }): JSX.Element {
  const { picked } = props
  return (
    <li class="picked" classList={{ 'picked-refused': Boolean(picked.problem) }}>
      <FileKindIcon kind={picked.kind} />
      <div class="picked-words">
        <span class="picked-name">{picked.file.name}</span>
        <Show
          when={picked.problem}
          fallback={
            <span class="picked-about figures">
              {t(`add.kind.${picked.kind ?? 'transcript'}`)} ·{' '}
              {formatBytes(picked.file.size, locale())}
            </span>
          }
        >
          {(problem) => <span class="picked-fault">{describeProblem(problem())}</span>}
        </Show>
      </div>
      <IconButton label={t('add.takeOut', { name: picked.file.name })} onClick={props.onDrop}>
        <X />
      </IconButton>
    </li>
  )
}

export function FilePick(props: {
  files: readonly PickedFile[]
  fault?: string | undefined
  /** Takes one file of this kind; left out, any number of files. */
  single?: 'any' | 'transcript'
  busy?: boolean
  onPick: (files: File[]) => void
}): JSX.Element {
  const take = (files: readonly File[]): void => {
    if (files.length > 0) props.onPick(props.single ? files.slice(0, 1) : [...files])
  }
  const pick = async (): Promise<boolean> => {
    const picked = await pickFiles(!props.single)
    if (picked) take(picked)
    return picked !== undefined
  }
  const takeOut = (gone: PickedFile): void =>
    props.onPick(props.files.filter((picked) => picked !== gone).map(({ file }) => file))
  return (
    <DropBox
      choose={t(props.files.length > 0 ? 'add.change' : words[props.single ?? 'several'].choose)}
      label={t('add.choose')}
      accept={kinds}
      multiple={!props.single}
      busy={props.busy}
      isFilled={props.files.length > 0}
      fault={props.fault}
      onFiles={take}
      pick={pick}
    >
      <Show
        when={props.files.length > 0}
        fallback={
          <>
            <Upload />
            <p class="drop-box-name">{t(words[props.single ?? 'several'].drop)}</p>
            <p class="drop-box-hint">{t(words[props.single ?? 'several'].kinds)}</p>
          </>
        }
      >
        <ul class="picked-list">
          <For each={props.files}>
            {(picked) => <PickedRow picked={picked} onDrop={() => takeOut(picked)} />}
          </For>
        </ul>
        <Show when={props.files.length > 1}>
          <p class="drop-box-hint">{t('add.several')}</p>
        </Show>
      </Show>
    </DropBox>
  )
}
