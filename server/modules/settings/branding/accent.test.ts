import { expect, test } from 'bun:test'
import { adjustAccent } from '../branding/accent.ts'
import { renderBrandSheet } from './brand-sheet.ts'
import { contrast, hexOf, lchOf } from './colour-space.ts'

const grounds = {
  light: ['#ffffff', '#f7f6f3', '#f1efea'],
  dark: ['#1d1f1c', '#191a18', '#151614'],
} as const
const inks = { light: '#1c1b19', dark: '#eceae4' } as const

/** Every sixth value of each channel, including the corners. */
const colours = [0, 51, 102, 153, 204, 255].flatMap((r) =>
  [0, 51, 102, 153, 204, 255].flatMap((g) =>
    [0, 51, 102, 153, 204, 255].map(
      (b) => `#${[r, g, b].map((one) => one.toString(16).padStart(2, '0')).join('')}`,
    ),
  ),
)

test('a colour survives the conversion to lightness, chroma and hue and back', () => {
  for (const colour of colours) expect(hexOf(lchOf(colour))).toBe(colour)
})

test('for any chosen colour, text in it and on it is readable in both themes', () => {
  for (const chosen of colours) {
    const accent = adjustAccent(chosen)
    for (const theme of ['light', 'dark'] as const) {
      const tokens = accent[theme]
      for (const ground of [...grounds[theme], tokens.accentSoft, tokens.onAccent]) {
        expect(contrast(tokens.accent, ground)).toBeGreaterThanOrEqual(4.5)
      }
      expect(contrast(tokens.accentHover, tokens.onAccent)).toBeGreaterThanOrEqual(4.5)
      for (const ground of [tokens.accentSoft, tokens.accentLine])
        expect(contrast(inks[theme], ground)).toBeGreaterThanOrEqual(4.5)
    }
  }
})

test('a readable colour is kept, and an unreadable one is reported', () => {
  const green = adjustAccent('#2f5d50')
  expect(green.light.accent).toBe('#2f5d50')
  expect(green.mended).toEqual({ light: false, dark: true })
  const yellow = adjustAccent('#ffe000')
  expect(yellow.dark.accent).toBe('#ffe000')
  expect(yellow.mended).toEqual({ light: true, dark: false })
})

test('the style sheet overrides the tokens in each theme, and is empty without a colour', () => {
  expect(renderBrandSheet(null)).toBe('')
  const sheet = renderBrandSheet('#2f5d50')
  expect(sheet.match(/--accent:#[0-9a-f]{6}/g)).toHaveLength(3)
  expect(sheet).toContain(`:root:root:not([data-theme='light'])`)
  expect(sheet).not.toMatch(/<|url\(|@import/)
})
