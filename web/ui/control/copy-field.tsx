import Copy from 'lucide-solid/icons/copy'
import Check from 'lucide-solid/icons/check'
import { createSignal, type JSX } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { showToast } from '../feedback/toasts.tsx'
import { Button } from './button.tsx'
import { Field } from './field.tsx'
import './copy-field.css'

/** Something to hand over: a link or a key, with a button that copies it. */
export function CopyField(props: {
  label: string
  value: string
  hint?: string
  copyLabel: string
  copiedLabel: string
}): JSX.Element {
  const [copied, setCopied] = createSignal(false)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(props.value)
      setCopied(true)
    } catch {
      showToast({ tone: 'bad', words: t('failure.clipboard') })
    }
  }
  return (
    <Field label={props.label} hint={props.hint}>
      {(ids) => (
        <div class="copy-field">
          <input
            class="input"
            id={ids.id}
            aria-describedby={ids.describedBy}
            readOnly
            value={props.value}
            onFocus={(event) => event.currentTarget.select()}
          />
          <Button onClick={() => void copy()}>
            {copied() ? <Check /> : <Copy />}
            {copied() ? props.copiedLabel : props.copyLabel}
          </Button>
        </div>
      )}
    </Field>
  )
}
