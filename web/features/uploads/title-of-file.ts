/** `2026-11-18 Status_call.vtt` → `Status call`: what people would have typed. */
export function titleOfFile(name: string): string {
  const words = name
    .replace(/\.[^.]{1,5}$/, '')
    .replaceAll(/[_\s]+/g, ' ')
    .replace(/^\d{4}[-.]?\d{2}[-.]?\d{2}[-\s]*/, '')
    .trim()
  return words || name
}
