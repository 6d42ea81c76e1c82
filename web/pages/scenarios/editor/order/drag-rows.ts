interface Row {
  name: string
  element: HTMLElement
  box: DOMRect
}

export const rowOf = (list: HTMLElement, name: string): HTMLElement | null =>
  list.querySelector<HTMLElement>(`:scope > [data-sort="${CSS.escape(name)}"]`)

const measureRows = (list: HTMLElement, names: readonly string[]): Row[] =>
  names.flatMap((name) => {
    const element = rowOf(list, name)
    return element ? [{ name, element, box: element.getBoundingClientRect() }] : []
  })

/** Shifts the dragged row by `shift` pixels and the others out of its way; returns the index that it would take. */
function showDrag(rows: readonly Row[], from: number, shift: number): number {
  const own = rows[from]
  if (!own) return from
  const middle = own.box.top + own.box.height / 2 + shift
  const to = rows.filter(({ box }, at) => at !== from && middle > box.top + box.height / 2).length
  for (const [at, { element }] of rows.entries()) {
    const direction = at > from && at <= to ? -1 : at < from && at >= to ? 1 : 0
    const moveY = at === from ? shift : direction * own.box.height
    element.style.transform = moveY === 0 ? '' : `translateY(${moveY}px)`
  }
  return to
}

/** Drags a row with the pointer; Escape cancels. `onEnd` gets the index of the drop, or undefined where nothing moved. */
export function dragRow(
  event: PointerEvent,
  list: HTMLElement,
  names: readonly string[],
  name: string,
  onEnd: (to: number | undefined) => void,
): boolean {
  const rows = measureRows(list, names)
  const from = rows.findIndex((row) => row.name === name)
  if (from < 0) return false
  let to = from
  const listeners = new AbortController()
  const end = (isDropped: boolean): void => {
    listeners.abort()
    for (const { element } of rows) element.style.transform = ''
    onEnd(isDropped && to !== from ? to : undefined)
  }
  const onMove = (moved: PointerEvent): void => {
    to = showDrag(rows, from, moved.clientY - event.clientY)
  }
  const onKey = (pressed: KeyboardEvent): void => {
    if (pressed.key !== 'Escape') return
    pressed.preventDefault()
    pressed.stopPropagation()
    end(false)
  }
  const { signal } = listeners
  window.addEventListener('pointermove', onMove, { signal })
  window.addEventListener('pointerup', () => end(true), { signal })
  window.addEventListener('pointercancel', () => end(false), { signal })
  window.addEventListener('keydown', onKey, { signal, capture: true })
  return true
}
