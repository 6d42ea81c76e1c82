import { createSignal } from 'solid-js'
import { dragRow, rowOf } from './drag-rows.ts'

export interface SortingOptions {
  /** Names in their order. */
  names: () => readonly string[]
  move: (name: string, to: number) => void
  /** Called after a move by pointer or keyboard. */
  moved: (name: string, at: number, count: number) => void
  isFrozen: () => boolean
}

/** Focuses a row once the list shows it and the menu over it has closed; while the list is hidden, the form beside it. */
function focusRow(list: HTMLElement | undefined, name: string): void {
  setTimeout(() => {
    const row = list && rowOf(list, name)
    const place = row?.offsetParent ? row : document.querySelector('.editor-main')
    const own = place?.querySelector<HTMLElement>('[data-sort-focus]:not(:disabled)')
    const target = place === row && own ? own : place?.querySelector<HTMLElement>('input')
    target?.focus()
  })
}

/**
 * Sorts a list whose rows carry `data-sort`: drag by a handle, or Alt+Up and Alt+Down on a row. The focus stays on the row
 * that moved.
 */
export function createSorting(options: SortingOptions) {
  const [dragged, setDragged] = createSignal<string>()
  let list: HTMLElement | undefined

  const focus = (name: string): void => focusRow(list, name)
  /** Removes a row and focuses the one that takes its place. */
  const remove = (name: string, act: () => void): void => {
    const at = options.names().indexOf(name)
    act()
    const left = options.names()
    const next = left[at] ?? left.at(-1)
    if (next !== undefined) focus(next)
  }
  const settle = (name: string): void => {
    const at = options.names().indexOf(name)
    const row = list && rowOf(list, name)
    row?.querySelector<HTMLElement>('[data-sort-focus]')?.focus()
    options.moved(name, at, options.names().length)
  }
  const move = (name: string, to: number): void => {
    if (options.isFrozen() || to < 0 || to >= options.names().length) return
    options.move(name, to)
    queueMicrotask(() => settle(name))
  }
  const step = (name: string, by: 1 | -1): void => move(name, options.names().indexOf(name) + by)

  const startDrag = (event: PointerEvent, name: string): void => {
    if (!list || options.isFrozen() || event.button !== 0) return
    event.preventDefault()
    const isDragging = dragRow(event, list, options.names(), name, (to) => {
      setDragged()
      if (to !== undefined) move(name, to)
    })
    if (isDragging) setDragged(name)
  }
  const onKeyDown = (event: KeyboardEvent, name: string): void => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    step(name, event.key === 'ArrowUp' ? -1 : 1)
  }

  return {
    dragged,
    step,
    focus,
    remove,
    startDrag,
    onKeyDown,
    setList: (element: HTMLElement): void => {
      list = element
    },
  }
}

export type Sorting = ReturnType<typeof createSorting>
