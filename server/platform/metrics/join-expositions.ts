/**
 * Merges texts in the Prometheus exposition format: each metric has its metadata once, followed by the samples of all
 * texts (https://prometheus.io/docs/instrumenting/exposition_formats/).
 */
export function joinExpositions(texts: readonly string[]): string {
  const families = new Map<string, { head: string[]; samples: string[] }>()
  for (const text of texts) {
    const seen = new Set<string>()
    let name = ''
    for (const line of text.split('\n')) {
      if (line === '') continue
      const [, told] = /^# (?:HELP|TYPE|UNIT) (\S+)/.exec(line) ?? []
      if (told !== undefined) name = told
      const isNew = !families.has(name)
      const family = families.get(name) ?? { head: [], samples: [] }
      families.set(name, family)
      if (isNew) seen.add(name)
      if (told === undefined) family.samples.push(line)
      else if (seen.has(name)) family.head.push(line)
    }
  }
  return [...families.values()]
    .flatMap(({ head, samples }) => [...head, ...samples])
    .map((line) => `${line}\n`)
    .join('')
}
