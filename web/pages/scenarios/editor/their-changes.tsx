import { createMemo, For, type JSX } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import FileDiff from '../changes/file-diff.tsx'
import '../changes/changes.css'
import type { Files } from './pack/pack-parts.ts'

const maxOpenFiles = 4

/** The differences between this page's draft and the one that somebody else saved. */
export default function TheirChanges(props: {
  theirs: Files
  mine: Files
  onClose: () => void
}): JSX.Element {
  const changed = createMemo(() =>
    [...new Set([...Object.keys(props.theirs), ...Object.keys(props.mine)])]
      .filter((path) => props.theirs[path] !== props.mine[path])
      .toSorted()
      .map((path) => ({
        path,
        before: props.theirs[path] ?? null,
        after: props.mine[path] ?? null,
      })),
  )
  return (
    <Dialog title={t('editor.differs')} width="wide" onClose={props.onClose}>
      <p>{t('editor.differs.words')}</p>
      <For each={changed()}>
        {(file) => <FileDiff file={file} open={changed().length <= maxOpenFiles} />}
      </For>
    </Dialog>
  )
}
