import Copy from 'lucide-solid/icons/copy'
import Check from 'lucide-solid/icons/check'
import Download from 'lucide-solid/icons/download'
import { createSignal, For, type JSX } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import './factors.css'

/** Shows recovery codes, once. */
export function CodesDialog(props: { codes: readonly string[]; onClose: () => void }): JSX.Element {
  const [copied, setCopied] = createSignal(false)
  const text = (): string => `${props.codes.join('\n')}\n`
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text())
      setCopied(true)
    } catch {
      showToast({ tone: 'bad', words: t('failure.clipboard') })
    }
  }
  const save = (): void => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text()], { type: 'text/plain' }))
    link.download = `aam-${window.location.hostname}-codes.txt`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <Dialog
      title={t('codes.title')}
      onlyByButton
      onClose={props.onClose}
      footer={
        <Button look="primary" onClick={() => props.onClose()}>
          {t('codes.done')}
        </Button>
      }
    >
      <p>{t('codes.words')}</p>
      <ul class="recovery-codes">
        <For each={props.codes}>{(code) => <li>{code}</li>}</For>
      </ul>
      <div class="factor-buttons">
        <Button size="small" onClick={() => void copy()}>
          {copied() ? <Check /> : <Copy />}
          {copied() ? t('action.copied') : t('codes.copy')}
        </Button>
        <Button size="small" onClick={save}>
          <Download />
          {t('codes.save')}
        </Button>
      </div>
    </Dialog>
  )
}
