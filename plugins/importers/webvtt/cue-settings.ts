/** How a cue is displayed. Used only to distinguish settings from speech. */
export interface CueSettings {
  vertical: '' | 'rl' | 'lr'
  line: number | 'auto'
  snapToLines: boolean
  lineAlign: string
  position: number | 'auto'
  positionAlign: string
  size: number
  align: string
}

const initialSettings = (): CueSettings => ({
  vertical: '',
  line: 'auto',
  snapToLines: true,
  lineAlign: 'start',
  position: 'auto',
  positionAlign: 'auto',
  size: 100,
  align: 'center',
})

const LINE_ALIGNS = new Set(['start', 'center', 'end'])
const POSITION_ALIGNS = new Set(['line-left', 'center', 'line-right'])
const ALIGNS = new Set(['start', 'center', 'end', 'left', 'right'])

const readPercentage = (value: string): number | null => {
  if (!/^\d+(?:\.\d+)?%$/.test(value)) return null
  const percentage = Number(value.slice(0, -1))
  return percentage <= 100 ? percentage : null
}

const readLineNumber = (value: string): number | null => {
  if (!/^-?\d+(?:\.\d+)?$/.test(value)) return null
  const line = Number(value)
  if (!Number.isFinite(line)) return null
  return line === 0 ? 0 : line
}

const splitAtComma = (value: string): [string, string | null] => {
  const comma = value.indexOf(',')
  return comma === -1 ? [value, null] : [value.slice(0, comma), value.slice(comma + 1)]
}

const applyLine = (settings: CueSettings, value: string): void => {
  const [offset, align] = splitAtComma(value)
  if (align !== null && !LINE_ALIGNS.has(align)) return
  const isPercentage = offset.endsWith('%')
  const line = isPercentage ? readPercentage(offset) : readLineNumber(offset)
  if (line === null) return
  settings.line = line
  settings.snapToLines = !isPercentage
  if (align !== null) settings.lineAlign = align
}

const applyPosition = (settings: CueSettings, value: string): void => {
  const [offset, align] = splitAtComma(value)
  if (align !== null && !POSITION_ALIGNS.has(align)) return
  const position = readPercentage(offset)
  if (position === null) return
  settings.position = position
  if (align !== null) settings.positionAlign = align
}

const applySetting = (settings: CueSettings, name: string, value: string): void => {
  if (name === 'vertical' && (value === 'rl' || value === 'lr')) settings.vertical = value
  if (name === 'line') applyLine(settings, value)
  if (name === 'position') applyPosition(settings, value)
  if (name === 'size') settings.size = readPercentage(value) ?? settings.size
  if (name === 'align' && ALIGNS.has(value)) settings.align = value
}

/** Parses the text after the times of a cue (https://www.w3.org/TR/webvtt1/#parse-the-webvtt-cue-settings). */
export function parseCueSettings(input: string): CueSettings {
  const settings = initialSettings()
  for (const setting of input.split(/[\t\n\f\r ]+/)) {
    const colon = setting.indexOf(':')
    if (colon < 1 || colon === setting.length - 1) continue
    applySetting(settings, setting.slice(0, colon), setting.slice(colon + 1))
  }
  return settings
}
