import { contrast, hexOf, lchOf } from './colour-space.ts'

/** The accent's colours in one theme, named like the dashboard's tokens. */
export interface AccentTokens {
  accent: string
  accentHover: string
  onAccent: string
  accentSoft: string
  accentLine: string
}

export interface Accent {
  light: AccentTokens
  dark: AccentTokens
  /** The themes in which the colour had to be darkened or lightened to be readable. */
  mended: { light: boolean; dark: boolean }
}

type Theme = 'light' | 'dark'

/** The background of the accent in each theme (web/styles/tokens.css), and the direction of adjustment. */
const themes = {
  light: {
    grounds: ['#ffffff', '#f7f6f3', '#f1efea'],
    step: -0.005,
    hover: -0.06,
    soft: { l: 0.935, c: 0.022 },
    line: { l: 0.84, c: 0.05 },
    onAccent: { l: 1, c: 0 },
  },
  dark: {
    grounds: ['#1d1f1c', '#191a18', '#151614'],
    step: 0.005,
    hover: 0.05,
    soft: { l: 0.3, c: 0.032 },
    line: { l: 0.42, c: 0.05 },
    onAccent: { l: 0.2, c: 0.02 },
  },
} as const

/** WCAG 2.2, 1.4.3: text of any size. */
const readable = 4.5

/**
 * Adapts a chosen colour (`#rrggbb`) to both themes: keeps it if it is readable, else takes the nearest readable
 * lightness of the same hue.
 */
export function adjustAccent(chosen: string): Accent {
  const light = tokensOf(chosen, 'light')
  const dark = tokensOf(chosen, 'dark')
  return {
    light,
    dark,
    mended: { light: light.accent !== chosen, dark: dark.accent !== chosen },
  }
}

function tokensOf(chosen: string, theme: Theme): AccentTokens {
  const { grounds, step, hover, soft, line, onAccent } = themes[theme]
  const { l, c, h } = lchOf(chosen)
  const tinted = (to: { l: number; c: number }) => hexOf({ l: to.l, c: Math.min(c, to.c), h })
  const accentSoft = tinted(soft)
  const on = tinted(onAccent)
  const isReadable = (colour: string) =>
    [...grounds, accentSoft, on].every((ground) => contrast(colour, ground) >= readable)
  let lightness = l
  let accent = chosen
  while (!isReadable(accent) && lightness + step > 0 && lightness + step < 1) {
    lightness += step
    accent = hexOf({ l: lightness, c, h })
  }
  const hovered = hexOf({ l: Math.min(1, Math.max(0, lightness + hover)), c, h })
  return {
    accent,
    accentHover: hovered,
    onAccent: on,
    accentSoft,
    accentLine: tinted(line),
  }
}
