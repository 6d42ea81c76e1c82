/** Set while what a person did last was to send a form off; a fault that comes then is where they go on. */
let sentFrom: HTMLElement | undefined

const formOf = (element: Element): HTMLElement | null =>
  element.closest<HTMLElement>('dialog') ?? element.closest<HTMLElement>('form, .form-card')

function focusFirst(root: HTMLElement): void {
  const faulty = root.querySelector<HTMLElement>(
    ':is(.field-faulty, [data-faulty]) :is(input, textarea, select, button):not([readonly], [disabled], [type=color], [type=hidden])',
  )
  if (!faulty) return
  sentFrom = undefined
  faulty.focus()
  // What is wrong stands below the field, where a dialog's foot or the edge of the window may hide it.
  faulty.closest('.field-faulty, [data-faulty]')?.scrollIntoView({ block: 'nearest' })
}

function onSent(event: Event): void {
  const { target } = event
  if (!(target instanceof Element)) return
  const isSent = event.type === 'submit' || target.closest('.dialog-foot .button') !== null
  const root = isSent ? formOf(target) : null
  sentFrom = root ?? undefined
  // What was faulty before is so at once; what the server says comes later, and with it `focusFault`.
  if (root) setTimeout(() => root.isConnected && sentFrom === root && focusFirst(root))
}

addEventListener('submit', onSent)
addEventListener('click', onSent)
addEventListener('input', () => {
  sentFrom = undefined
})

/** A field has become faulty: if its form was just sent off, the first faulty field of it takes the focus. */
export function focusFault(field: HTMLElement): void {
  queueMicrotask(() => {
    if (sentFrom?.contains(field)) focusFirst(sentFrom)
  })
}
