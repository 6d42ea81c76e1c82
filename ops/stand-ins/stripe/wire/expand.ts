import { copyOf } from './copy.ts'
import type { World } from '../world.ts'
import { invalid } from './fault.ts'
import { shortenLists } from './shorten-lists.ts'

type Node = Record<string, unknown>

/** Replaces ids by their objects, and shows hidden fields, along the paths of `expand[]`. */
export function expand(world: World, answer: object, paths: string[]): object {
  const copy = copyOf(answer) as Node
  for (const path of paths) {
    const steps = path.split('.')
    if (steps.length > 4) throw invalid('You cannot expand more than 4 levels', 'expand')
    expandAt(world, copy, steps, path)
  }
  shortenLists(copy)
  return copy
}

function expandAt(world: World, node: unknown, steps: string[], path: string): void {
  const [step, ...rest] = steps
  if (step === undefined || node === null || typeof node !== 'object') return
  if (Array.isArray(node)) {
    for (const item of node) expandAt(world, item, steps, path)
    return
  }
  const object = node as Node
  const hidden = typeof object.id === 'string' ? world.hidden.get(object.id) : undefined
  if (hidden && step in hidden) object[step] ??= copyOf(hidden[step])
  const empty = emptyFields[String(object.object)]
  if (empty && step in empty) object[step] ??= copyOf(empty[step])
  const value = object[step]
  if (value === undefined && rest.length === 0) {
    throw invalid(`This property cannot be expanded (${path}).`, 'expand')
  }
  if (typeof value === 'string') {
    const found = findById(world, value)
    if (!found) throw invalid(`This property cannot be expanded (${path}).`, 'expand')
    object[step] = copyOf(found)
  }
  expandAt(world, object[step], rest, path)
}

/** Expandable fields that are empty. */
const emptyFields: Record<string, Record<string, unknown>> = {
  price: { tiers: null },
  invoice: {
    payments: { object: 'list', data: [], has_more: false, url: '/v1/invoice_payments' },
    confirmation_secret: null,
  },
}

function findById(world: World, id: string): object | undefined {
  return (
    world.invoices.get(id) ??
    world.customers.get(id) ??
    world.subscriptions.get(id)?.wire ??
    world.prices.get(id) ??
    world.products.get(id) ??
    world.paymentMethods.get(id) ??
    world.paymentIntents.get(id) ??
    world.testClocks.get(id) ??
    world.portalConfigurations.get(id)
  )
}
