export type Value = string | Value[] | { [key: string]: Value }
export type Fields = { [key: string]: Value }

/** Parses `a[b][0][c]=d` as Stripe does: numbered and empty brackets are lists, others are fields. */
export function decodeForm(text: string): Fields {
  const root: Fields = Object.create(null) as Fields
  for (const [name, value] of new URLSearchParams(text)) {
    const path = [...name.matchAll(/[^[\]]+|\[\]/g)].map(([part]) => part)
    let node = root
    for (const [depth, part] of path.entries()) {
      const key = part === '[]' ? String(Object.keys(node).length) : part
      if (depth === path.length - 1) node[key] = value
      else {
        if (typeof node[key] !== 'object') node[key] = Object.create(null) as Fields
        node = node[key] as Fields
      }
    }
  }
  return Object.fromEntries(Object.entries(root).map(([key, value]) => [key, asLists(value)]))
}

function asLists(value: Value): Value {
  if (typeof value === 'string') return value
  const entries = Object.entries(value).map(([key, inner]) => [key, asLists(inner)] as const)
  if (entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key))) {
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, inner]) => inner)
  }
  return Object.fromEntries(entries)
}

/** The fields of a request; the second version of the API takes JSON. */
export const readFields = (url: URL, body: string): Fields =>
  body !== '' && url.pathname.startsWith('/v2/')
    ? (JSON.parse(body) as Fields)
    : decodeForm(body || url.search.slice(1))
