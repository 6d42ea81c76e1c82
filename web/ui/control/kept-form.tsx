import { createSignal, type JSX, onCleanup, Show } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { type KeptField, keptTextAt } from '../../lib/kept-text.ts'
import { me } from '../../lib/session.ts'
import './kept-form.css'

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** Never a password, and nothing that is not typed or chosen. */
const controls =
  ':is(textarea, select)[name], input[name]:not([type=password], [type=file], [type=radio], [type=checkbox], [type=hidden])'
const settleMs = 300

function put(control: Control, value: string): void {
  control.value = value
  // As if it had been typed: the form's own handlers take it from there.
  control.dispatchEvent(new Event('input', { bubbles: true }))
  if (control instanceof HTMLSelectElement)
    control.dispatchEvent(new Event('change', { bubbles: true }))
}

function changedFields(
  controls: readonly Control[],
  base: ReadonlyMap<string, string>,
): Record<string, KeptField> {
  const changed = controls.flatMap(({ name, value }) => {
    const was = base.get(name)
    return was === undefined || was === value ? [] : [[name, { base: was, typed: value }] as const]
  })
  return Object.fromEntries(changed)
}

export type KeptForm = ReturnType<typeof createKeptForm>

/**
 * Keeps what is typed into the named fields of a form until it is saved or discarded: through Esc, a click outside, a
 * reload, the end of the session. The form calls `attach` with its element, and `drop` once it is saved or cancelled.
 */
export function createKeptForm(place: string | undefined) {
  const storage = place === undefined ? undefined : keptTextAt(place)
  const found = storage?.find()
  const base = new Map<string, string>()
  const [restored, setRestored] = createSignal(false)
  const [changedSince, setChangedSince] = createSignal(false)
  const [tooLong, setTooLong] = createSignal(false)
  let root: HTMLElement | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let isDone = storage === undefined

  const fields = (): Control[] => [...(root?.querySelectorAll<Control>(controls) ?? [])]

  /** Fields may come later, when another part of the form is chosen. */
  const learn = (): void => {
    for (const control of fields()) {
      if (base.has(control.name)) continue
      base.set(control.name, control.value)
      const kept = found?.fields[control.name]
      if (!kept || kept.typed === control.value) continue
      if (kept.base !== control.value) setChangedSince(true)
      put(control, kept.typed)
      if (control.value === kept.typed) setRestored(true)
    }
  }
  const write = (isOpen: boolean): void => {
    clearTimeout(timer)
    if (isDone || !root) return
    const now = changedFields(fields(), base)
    if (Object.keys(now).length === 0) storage?.drop()
    else setTooLong(!storage?.keep({ at: Date.now(), isOpen, fields: now }))
  }
  const onInput = (): void => {
    queueMicrotask(learn)
    clearTimeout(timer)
    timer = setTimeout(() => write(true), settleMs)
  }
  const onPageHide = (): void => write(true)
  addEventListener('pagehide', onPageHide)
  onCleanup(() => {
    removeEventListener('pagehide', onPageHide)
    // A session that has ended took the form away; it comes back with the person.
    write(me() === undefined)
  })

  return {
    attach: (element: HTMLElement): void => {
      root = element
      if (storage === undefined) return
      element.addEventListener('input', onInput)
      element.addEventListener('change', onInput)
      queueMicrotask(learn)
    },
    /** Closing by the way would lose what could not be kept: only a button does. */
    mayClose: (): boolean => {
      write(false)
      return !tooLong()
    },
    drop: (): void => {
      isDone = true
      clearTimeout(timer)
      storage?.drop()
    },
    /** It was saved and stays open: what stands in it now is what later typing is compared with. */
    settle: (): void => {
      clearTimeout(timer)
      for (const control of fields()) base.set(control.name, control.value)
      storage?.drop()
      setRestored(false)
    },
    restored,
    changedSince,
    /** Puts the fields back to what they were when the form was opened. */
    discard: (): void => {
      for (const control of fields()) {
        const was = base.get(control.name)
        if (was !== undefined && was !== control.value) put(control, was)
      }
      clearTimeout(timer)
      storage?.drop()
      setRestored(false)
    },
  }
}

/** Says that what stands in the form was typed before and is not saved yet. */
export function KeptNote(props: { kept: KeptForm }): JSX.Element {
  return (
    <div role="status" class="kept-status">
      <Show when={props.kept.restored()}>
        <p class="kept-note">
          {t(props.kept.changedSince() ? 'kept.changedSince' : 'kept.words')}{' '}
          <button type="button" class="link" onClick={() => props.kept.discard()}>
            {t('kept.discard')}
          </button>
        </p>
      </Show>
    </div>
  )
}
