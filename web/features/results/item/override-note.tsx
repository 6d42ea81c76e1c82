import { createSignal, type JSX, onMount } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { createKeptForm, KeptNote } from '../../../ui/control/kept-form.tsx'
import { useResult } from '../result-context.ts'

const minChars = 3

export function OverrideNote(props: { itemId: string }): JSX.Element {
  const { review } = useResult()
  const [note, setNote] = createSignal('')
  const [tried, setTried] = createSignal(false)
  let area: HTMLTextAreaElement | undefined
  let form: HTMLFormElement | undefined
  const kept = createKeptForm(`note.${props.itemId}`)
  onMount(() => {
    if (form) kept.attach(form)
    area?.focus()
  })
  const tooShort = (): boolean => note().trim().length < minChars
  const close = (): void => {
    review.setNoting(undefined)
    review.focusItem(props.itemId)
  }
  const submit = (): void => {
    setTried(true)
    if (tooShort()) return
    kept.drop()
    review.setNoting(undefined)
    review.decide(props.itemId, 'accept', note().trim())
  }
  return (
    <form
      ref={(element) => {
        form = element
      }}
      class="item-form"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      on:keydown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        if (kept.mayClose()) close()
      }}
    >
      <KeptNote kept={kept} />
      <Field
        label={t('item.noteAsk')}
        hint={t('item.noteHint')}
        fault={tried() && tooShort() ? t('item.noteShort') : undefined}
      >
        {(ids) => (
          <textarea
            ref={(element) => {
              area = element
            }}
            class="input"
            id={ids.id}
            name="overrideNote"
            aria-describedby={ids.describedBy}
            maxLength={1_000}
            rows={2}
            value={note()}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
        )}
      </Field>
      <div class="item-form-buttons">
        <Button size="small" look="primary" type="submit">
          {t('item.noteSubmit')}
        </Button>
        <Button
          size="small"
          onClick={() => {
            kept.drop()
            close()
          }}
        >
          {t('action.cancel')}
        </Button>
      </div>
    </form>
  )
}
