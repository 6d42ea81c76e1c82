/** What `/metrics` at a port says now. */
export const askFigures = async (port: number | null): Promise<string> =>
  (await fetch(`http://127.0.0.1:${port}/metrics`)).text()

/** The sum of the samples of that name with these labels, in Prometheus' text format. */
export function sumFigures(text: string, name: string, labels: Record<string, string>): number {
  let sum = 0
  for (const line of text.split('\n')) {
    if (!line.startsWith(`${name}{`)) continue
    const fits = Object.entries(labels).every(([key, value]) => line.includes(`${key}="${value}"`))
    if (fits) sum += Number(line.slice(line.lastIndexOf('}') + 1))
  }
  return sum
}
