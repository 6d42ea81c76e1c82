import { createSignal, type JSX, onMount } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { useMeeting } from '../meeting-context.ts'

const leastChars = 3

export function OverrideNote(props: { itemId: string }): JSX.Element {
  const { review } = useMeeting()
  const [note, setNote] = createSignal('')
  const [tried, setTried] = createSignal(false)
  let area: HTMLTextAreaElement | undefined
  onMount(() => area?.focus())
  const tooShort = (): boolean => note().trim().length < leastChars
  const close = (): void => {
    review.setNoting(undefined)
    review.focusItem(props.itemId)
  }
  const submit = (): void => {
    setTried(true)
    if (tooShort()) return
    review.setNoting(undefined)
    review.decide(props.itemId, 'accept', note().trim())
  }
  return (
    <form
      class="item-form"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      on:keydown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        close()
      }}
    >
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
        <Button size="small" onClick={close}>
          {t('action.cancel')}
        </Button>
      </div>
    </form>
  )
}
