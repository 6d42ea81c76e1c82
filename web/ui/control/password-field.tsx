import Eye from 'lucide-solid/icons/eye'
import EyeOff from 'lucide-solid/icons/eye-off'
import { createSignal, type JSX } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { IconButton } from './button.tsx'
import { Field } from './field.tsx'
import './password-field.css'

/** A password, which can be shown while it is typed. */
export function PasswordField(props: {
  label: string
  name: string
  /** Whether the browser offers what it knows, or to make up a new one. */
  autocomplete: 'current-password' | 'new-password'
  value: string
  onInput: (value: string) => void
  hint?: string | undefined
  fault?: string | undefined
  autofocus?: boolean
}): JSX.Element {
  const [shown, setShown] = createSignal(false)
  return (
    <Field label={props.label} hint={props.hint} fault={props.fault}>
      {(ids) => (
        <div class="password-field">
          <input
            class="input"
            id={ids.id}
            aria-describedby={ids.describedBy}
            type={shown() ? 'text' : 'password'}
            name={props.name}
            autocomplete={props.autocomplete}
            autocapitalize="none"
            spellcheck={false}
            // A new one that is cut without a word is not what its owner keeps.
            maxLength={props.autocomplete === 'new-password' ? undefined : 200}
            autofocus={props.autofocus ?? false}
            value={props.value}
            onInput={(event) => props.onInput(event.currentTarget.value)}
          />
          <IconButton
            label={shown() ? t('signIn.hide') : t('signIn.show')}
            aria-pressed={shown()}
            onClick={() => setShown(!shown())}
          >
            {shown() ? <EyeOff /> : <Eye />}
          </IconButton>
        </div>
      )}
    </Field>
  )
}
