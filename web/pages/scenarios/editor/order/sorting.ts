import { createSignal } from 'solid-js'

export interface SortingOptions {
  /** Names in their order. */
  names: () => readonly string[]
  move: (name: string, to: number) => void
  /** Told after a move, by hand or key. */
  moved: (name: string, at: number, count: number) => void
  isFrozen: () => boolean
}

const rowOf = (list: HTMLElement, name: string): HTMLElement | null =>
  list.querySelector<HTMLElement>(`:scope > [data-sort="${CSS.escape(name)}"]`)

/**
 * Order by pointer and by key for a list whose rows are marked `data-sort`: drag by a handle, Alt+Up and Alt+Down on a row.
 * The focus stays on the row that moved.
 */
export function createSorting(options: SortingOptions) {
  const [dragged, setDragged] = createSignal<string>()
  let list: HTMLElement | undefined

  /** Goes to a row once the list shows it and a menu over it is gone; where the list is hidden, to the form beside it. */
  const focus = (name: string): void => {
    setTimeout(() => {
      const row = list && rowOf(list, name)
      const place = row?.offsetParent ? row : document.querySelector('.editor-main')
      const own = place?.querySelector<HTMLElement>('[data-sort-focus]:not(:disabled)')
      const target = place === row && own ? own : place?.querySelector<HTMLElement>('input')
      target?.focus()
    })
  }
  /** Ends a row; the focus goes to the one that takes its place. */
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
    const rows = options.names().flatMap((one) => {
      const row = list && rowOf(list, one)
      return row ? [{ name: one, row, box: row.getBoundingClientRect() }] : []
    })
    const from = rows.findIndex((row) => row.name === name)
    const own = rows[from]
    if (!own) return
    let to = from
    setDragged(name)

    const show = (y: number): void => {
      const shift = y - event.clientY
      const middle = own.box.top + own.box.height / 2 + shift
      to = rows.filter(({ box }, at) => at !== from && middle > box.top + box.height / 2).length
      for (const [at, { row }] of rows.entries()) {
        const gives = at > from && at <= to ? -1 : at < from && at >= to ? 1 : 0
        const moveY = at === from ? shift : gives * own.box.height
        row.style.transform = moveY === 0 ? '' : `translateY(${moveY}px)`
      }
    }
    const onMove = (moved: PointerEvent): void => show(moved.clientY)
    const end = (isDropped: boolean): void => {
      window.removeEventListener('pointermove', onMove)
      window.removeEventListener('pointerup', drop)
      window.removeEventListener('pointercancel', cancel)
      window.removeEventListener('keydown', onKey, true)
      for (const { row } of rows) row.style.transform = ''
      setDragged()
      if (isDropped && to !== from) move(name, to)
    }
    const drop = (): void => end(true)
    const cancel = (): void => end(false)
    const onKey = (pressed: KeyboardEvent): void => {
      if (pressed.key !== 'Escape') return
      pressed.preventDefault()
      pressed.stopPropagation()
      cancel()
    }
    window.addEventListener('pointermove', onMove)
    window.addEventListener('pointerup', drop)
    window.addEventListener('pointercancel', cancel)
    window.addEventListener('keydown', onKey, true)
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
