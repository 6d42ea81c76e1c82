/** Rows are measured as they appear, so the first aim may miss; this many frames settle it. */
const maxFrames = 40

function isWithin(mark: DOMRect, pane: DOMRect): boolean {
  const shown = Math.min(mark.height, pane.height)
  return mark.top >= pane.top - 1 && mark.top + shown <= pane.bottom + 1
}

/** Brings the marked words into the pane once they are drawn; a later aim ends an earlier one. */
export function createMarkAim(pane: () => HTMLElement | undefined) {
  let aim = 0
  return (selector: string, scrollToRow: () => void): void => {
    aim += 1
    const mine = aim
    let frame = 0
    let still = 0
    const look = (): void => {
      const box = pane()
      if (mine !== aim || frame >= maxFrames || still >= 3 || !box) return
      frame += 1
      const mark = box.querySelector(selector)
      if (!mark) scrollToRow()
      else if (isWithin(mark.getBoundingClientRect(), box.getBoundingClientRect())) still += 1
      else {
        still = 0
        mark.scrollIntoView({ block: 'center' })
      }
      requestAnimationFrame(look)
    }
    scrollToRow()
    requestAnimationFrame(look)
  }
}
