import type { Page } from 'playwright-core'

/**
 * What is wider than the window or than its card, and what is cut. Each fault names the part and by how many pixels.
 * Parts that scroll sideways on purpose (tabs, files, JSON) are named by `scrollers`.
 */
export function findOverflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cards =
      '.sheet, .card, .table-frame, .entries, .compare-rows, .compare-runs, .dialog-frame, .item, .scenario-sections, .goldens, .draft-block, .backfill-card, .notice, .item-form, .toast, .meeting-header, .player'
    const scrollers = '.tabs, .cm-editor, pre, .json, .diff, .files-list'
    const slack = 1
    const faults = new Set<string>()
    const name = (element: Element): string => {
      const classes = typeof element.className === 'string' ? element.className.trim() : ''
      const words = (element.textContent ?? '').trim().slice(0, 30)
      return `${element.tagName.toLowerCase()}.${classes.split(/\s+/).join('.')} “${words}”`
    }
    /** Hidden from sight and read aloud, or inside what is. */
    const clipped = new Map<Element, boolean>()
    const isClipped = (element: Element | null): boolean => {
      if (!element) return false
      const known = clipped.get(element)
      if (known !== undefined) return known
      const is = getComputedStyle(element).clipPath !== 'none' || isClipped(element.parentElement)
      clipped.set(element, is)
      return is
    }
    const isHidden = (element: Element): boolean =>
      !element.checkVisibility({ opacityProperty: false, visibilityProperty: true }) ||
      element.closest('.hidden-words, .skip-link, .evidence-tip') !== null ||
      isClipped(element) ||
      element.getBoundingClientRect().width <= slack
    const roots = [...document.querySelectorAll('.shell, .auth, dialog[open]')]
    for (const element of roots.flatMap((root) => [...root.querySelectorAll('*')])) {
      if (isHidden(element) || element.closest(scrollers) || element.closest('svg')) continue
      const box = element.getBoundingClientRect()
      const past = Math.max(box.right - window.innerWidth, -box.left)
      if (past > slack) faults.add(`past the window by ${Math.round(past)}: ${name(element)}`)
      const card = element.parentElement?.closest(cards)
      if (card) {
        const edge = card.getBoundingClientRect()
        const over = Math.max(box.right - edge.right, edge.left - box.left)
        const isPlaced = getComputedStyle(element).position === 'fixed'
        if (over > slack && !isPlaced)
          faults.add(
            `wider than ${name(card).split(' ')[0]} by ${Math.round(over)}: ${name(element)}`,
          )
      }
      const style = getComputedStyle(element)
      const cut = element.scrollWidth - element.clientWidth
      if (cut <= slack || element.clientWidth === 0) continue
      if (style.display.startsWith('inline') && style.overflowX === 'visible') continue
      if (element.matches('input, select, textarea') || style.textOverflow === 'ellipsis') continue
      if (style.overflowX === 'visible') continue
      faults.add(`${style.overflowX} cuts ${cut}: ${name(element)}`)
    }
    const scroller = document.scrollingElement
    if (scroller && scroller.scrollWidth > window.innerWidth + slack)
      faults.add(`the page scrolls sideways by ${scroller.scrollWidth - window.innerWidth}`)
    return [...faults]
  })
}

/**
 * Actions whose centre something else lies over once they are in view and in focus. Of a long list the first ones stand
 * for all.
 */
export function findCovered(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const mostOfAKind = 8
    const kinds = new Map<string, number>()
    const faults: string[] = []
    const root = document.querySelector('dialog[open]') ?? document.querySelector('.shell')
    const actions = [
      ...(root?.querySelectorAll<HTMLElement>(
        'button, a[href], summary, input, select, textarea',
      ) ?? []),
    ]
    for (const action of actions) {
      if (!action.checkVisibility({ visibilityProperty: true })) continue
      if (action.closest('.skip-link, .hidden-words') || action.matches(':disabled')) continue
      if (getComputedStyle(action).clipPath !== 'none') continue
      if (action.matches('input') && action.getBoundingClientRect().width <= 1) continue
      const kind = `${action.parentElement?.className} ${action.className}`
      const ofAKind = (kinds.get(kind) ?? 0) + 1
      kinds.set(kind, ofAKind)
      if (ofAKind > mostOfAKind) continue
      action.focus({ preventScroll: true })
      action.scrollIntoView({ block: 'center', inline: 'center' })
      const box = action.getClientRects()[0]
      if (!box) continue
      const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
      const label = action.getAttribute('aria-label') ?? action.textContent?.trim().slice(0, 40)
      const isOwn =
        at !== null &&
        (action.contains(at) || at.contains(action) || action.closest('label')?.contains(at))
      // A row that is a link as a whole: its text lies under the link itself.
      if (!isOwn) {
        const cover = at
          ? `${at.tagName.toLowerCase()}.${String(at.className)}`
          : 'nothing, it is out of view'
        faults.push(`${label ?? action.tagName} is covered by ${cover}`)
      }
    }
    return faults
  })
}

/** Rows, actions and players that a toast lies over. */
export function findUnderToast(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const clipOf = (element: Element): { top: number; bottom: number } => {
      // What has scrolled out of its pane is not seen, and nothing lies over it.
      let top = 0
      let bottom = window.innerHeight
      for (let pane = element.parentElement; pane; pane = pane.parentElement) {
        if (getComputedStyle(pane).overflowY === 'visible') continue
        const box = pane.getBoundingClientRect()
        top = Math.max(top, box.top)
        bottom = Math.min(bottom, box.bottom)
      }
      return { top, bottom }
    }
    const faults: string[] = []
    const work = document.querySelectorAll(
      '[data-item], .item-buttons, .player, .nav, .dock, .transcript-row',
    )
    for (const toast of document.querySelectorAll('.toast')) {
      const over = toast.getBoundingClientRect()
      for (const part of work) {
        const box = part.getBoundingClientRect()
        const clip = clipOf(part)
        const isOver =
          Math.min(box.right, over.right) - Math.max(box.left, over.left) > 1 &&
          Math.min(box.bottom, clip.bottom, over.bottom) - Math.max(box.top, clip.top, over.top) > 1
        if (isOver && part.checkVisibility()) faults.push(`${part.className} lies under a toast`)
      }
    }
    return faults
  })
}
