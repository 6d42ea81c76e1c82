import { createEffect, on, onCleanup } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { dropToast, showToast } from '../../../ui/feedback/toasts.tsx'
import type { Draft } from './draft-store.ts'
import type { Files } from './pack/pack-parts.ts'

/** Offers to undo a removal until something else is changed: then undo would take back that instead. */
export function createRemovalToast(draft: Draft): (title: string) => void {
  let shown: { toast: number; files: Files } | undefined
  const drop = (): void => {
    if (shown) dropToast(shown.toast)
    shown = undefined
  }
  createEffect(
    on(draft.files, (files) => {
      if (files !== shown?.files) drop()
    }),
  )
  onCleanup(drop)
  return (title) => {
    const files = draft.files()
    const toast = showToast({
      tone: 'plain',
      words: t('editor.removed', { title }),
      action: {
        label: t('action.undo'),
        run: () => {
          if (draft.files() === files) draft.undo()
        },
      },
    })
    shown = { toast, files }
  }
}
