import { actorId, type Ctx } from './context.ts'
import { AppError } from './errors.ts'
import { type GateFigures, type GateName, noteGate } from './open-gates.ts'

/** Whose work it is: places are shared between tenants, and within a tenant between its people. */
export interface Claimant {
  tenantId: string
  personId?: string | null
  /** Aborts when nobody waits for the result any more; then its place in the queue is free at once. */
  signal?: AbortSignal | undefined
}

export const claimantOf = (ctx: Ctx): Claimant => ({
  tenantId: ctx.tenantId,
  personId: actorId(ctx),
  signal: ctx.signal,
})

export interface FairGateOptions {
  /** What its figures are called; shown of none without one. */
  name?: GateName
  /** What runs at once. */
  slots: number
  /**
   * What runs of one tenant at once, so that another finds a free slot whatever the first one does; all unless told. Of
   * more than one besides these the last goes to a tenant that has none.
   */
  runningPerTenant?: number
  /** What may wait, over all tenants. */
  waitingAtMost: number
  /** What may wait of one tenant; a quarter of all places unless told otherwise. */
  waitingPerTenant?: number
  /** How long something waits at most, in milliseconds; for ever unless told. */
  waitAtMostMs?: number
  /** What the gate leads to, as a refusal names it; in Russian in the genitive: “scenario checks”, “проверок”. */
  what: { en: string; ru: string }
}

export interface FairGate extends Readonly<GateFigures> {
  /**
   * Waits for a turn and does the work. Rejects with `unavailable` and Retry-After when there is no place to wait or the
   * wait took too long, with the signal's reason when it aborts while waiting, and with what the work itself throws.
   */
  run<T>(claimant: Claimant, work: () => Promise<T>): Promise<T>
  /** Refuses whatever waits and whatever comes. */
  close(): void
}

interface Waiter {
  tenantId: string
  personId: string
  start(): void
  refuse(error: unknown): void
}

const retryAfterSeconds = 5

/**
 * A few slots that tenants take in turn, however much one of them asks for: one queue for each tenant, and in it one for
 * each person, served round-robin. When all places are taken, the newest of whoever has most makes room for one who has
 * fewer, so that a flood refuses itself.
 */
export function openFairGate(options: FairGateOptions): FairGate {
  const { slots, waitingAtMost, waitAtMostMs, what } = options
  const perTenant = options.waitingPerTenant ?? Math.max(1, Math.ceil(waitingAtMost / 4))
  const line = createLine()
  const slotsOf = createSlots(slots, options.runningPerTenant)
  let isClosed = false
  let refused = 0

  const refuseOne = (claimant: Claimant): void => {
    const own = line.countOf(claimant.tenantId)
    if (own >= perTenant) throw tooMany(what, true)
    if (line.size < waitingAtMost) return
    const largest = line.largest()
    if (!largest || line.countOf(largest) <= own + 1) throw tooMany(what, false)
    line.dropNewest(largest)?.refuse(tooMany(what, true))
  }

  const takeTurn = (claimant: Claimant): Promise<void> => {
    if (isClosed) throw stopping()
    claimant.signal?.throwIfAborted()
    // Whoever waits although there are slots has had his share of them.
    if (slotsOf.hasFree(claimant.tenantId) && !line.has(slotsOf.hasFree)) {
      slotsOf.take(claimant.tenantId)
      return Promise.resolve()
    }
    refuseOne(claimant)
    return waitInLine(line, claimant, waitAtMostMs, what)
  }

  const next = (): void => {
    for (let waiter = line.shift(slotsOf.hasFree); waiter; waiter = line.shift(slotsOf.hasFree)) {
      slotsOf.take(waiter.tenantId)
      waiter.start()
    }
  }

  const gate: FairGate = {
    async run(claimant, work) {
      try {
        await takeTurn(claimant)
      } catch (error) {
        if (error instanceof AppError) refused += 1
        throw error
      }
      try {
        return await work()
      } finally {
        slotsOf.free(claimant.tenantId)
        next()
      }
    },
    close() {
      isClosed = true
      const all = (): boolean => true
      for (let one = line.shift(all); one; one = line.shift(all)) one.refuse(stopping())
    },
    slots,
    get running() {
      return slotsOf.taken
    },
    get waiting() {
      return line.size
    },
    get refused() {
      return refused
    },
  }
  if (options.name) noteGate(options.name, gate)
  return gate
}

/** Who holds how many of the slots. */
function createSlots(slots: number, perTenant: number | undefined) {
  const byTenant = new Map<string, number>()
  const of = (tenantId: string): number => byTenant.get(tenantId) ?? 0
  // Where there are only as many as one tenant and another one hold, keeping one back would leave it idle.
  const keptForNewcomers = perTenant !== undefined && slots > perTenant + 1 ? 1 : 0
  let taken = 0
  const mayHaveMore = (own: number): boolean =>
    own === 0 || (own < (perTenant ?? slots) && taken < slots - keptForNewcomers)
  return {
    get taken() {
      return taken
    },
    hasFree: (tenantId: string): boolean => taken < slots && mayHaveMore(of(tenantId)),
    take(tenantId: string): void {
      taken++
      byTenant.set(tenantId, of(tenantId) + 1)
    },
    free(tenantId: string): void {
      taken--
      if (of(tenantId) > 1) byTenant.set(tenantId, of(tenantId) - 1)
      else byTenant.delete(tenantId)
    },
  }
}

function waitInLine(
  line: Line,
  { tenantId, personId, signal }: Claimant,
  waitAtMostMs: number | undefined,
  what: FairGateOptions['what'],
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const waiter: Waiter = { tenantId, personId: personId ?? '', start: resolve, refuse: reject }
  const leave = (error: unknown): void => {
    if (line.remove(waiter)) reject(error)
  }
  const abort = (): void => leave(signal?.reason)
  const late =
    waitAtMostMs === undefined
      ? undefined
      : setTimeout(() => leave(tooMany(what, false)), waitAtMostMs)
  signal?.addEventListener('abort', abort, { once: true })
  line.push(waiter)
  return promise.finally(() => {
    clearTimeout(late)
    signal?.removeEventListener('abort', abort)
  })
}

type Line = ReturnType<typeof createLine>

/** Waiters by tenant and person. A map keeps its order: whoever was served goes to its end. */
function createLine() {
  const tenants = new Map<string, Map<string, Waiter[]>>()
  let size = 0
  const countOf = (tenantId: string): number =>
    [...(tenants.get(tenantId)?.values() ?? [])].reduce((sum, { length }) => sum + length, 0)
  const remove = (waiter: Waiter): boolean => {
    const people = tenants.get(waiter.tenantId)
    const own = people?.get(waiter.personId)
    const at = own?.indexOf(waiter) ?? -1
    if (!people || !own || at === -1) return false
    own.splice(at, 1)
    if (own.length === 0) people.delete(waiter.personId)
    if (people.size === 0) tenants.delete(waiter.tenantId)
    size--
    return true
  }
  return {
    get size() {
      return size
    },
    countOf,
    remove,
    push(waiter: Waiter): void {
      const people = tenants.get(waiter.tenantId) ?? new Map<string, Waiter[]>()
      const own = people.get(waiter.personId) ?? []
      own.push(waiter)
      people.set(waiter.personId, own)
      tenants.set(waiter.tenantId, people)
      size++
    },
    has: (mayStart: (tenantId: string) => boolean): boolean => tenants.keys().some(mayStart),
    /** The next in line of those who may start. */
    shift(mayStart: (tenantId: string) => boolean): Waiter | undefined {
      const tenantId = tenants.keys().find(mayStart)
      const people = tenantId === undefined ? undefined : tenants.get(tenantId)
      const [personId, own] = people?.entries().next().value ?? []
      const waiter = own?.[0]
      if (tenantId === undefined || !people || personId === undefined || !own || !waiter) return
      remove(waiter)
      if (people.delete(personId) && own.length > 0) people.set(personId, own)
      if (tenants.delete(tenantId) && people.size > 0) tenants.set(tenantId, people)
      return waiter
    },
    largest(): string | undefined {
      let most = 0
      let found: string | undefined
      for (const tenantId of tenants.keys()) {
        const count = countOf(tenantId)
        if (count > most) [most, found] = [count, tenantId]
      }
      return found
    },
    /** Takes the newest waiter of whichever person of the tenant has most. */
    dropNewest(tenantId: string): Waiter | undefined {
      const own = [...(tenants.get(tenantId)?.values() ?? [])].toSorted(
        (a, b) => b.length - a.length,
      )[0]
      const waiter = own?.at(-1)
      if (waiter) remove(waiter)
      return waiter
    },
  }
}

const tooMany = ({ en, ru }: FairGateOptions['what'], isOwn: boolean): AppError =>
  new AppError(
    'unavailable',
    isOwn
      ? `Your organisation has too many ${en} waiting. Wait until some are done and try again.`
      : `Too many ${en} are waiting just now. Try again in a few seconds.`,
    [],
    { 'retry-after': String(retryAfterSeconds) },
    isOwn
      ? `У вашей организации слишком много ${ru} в очереди. Подождите, пока часть закончится, и повторите.`
      : `Сейчас слишком много ${ru} в очереди. Повторите через несколько секунд.`,
  )

const stopping = (): AppError =>
  new AppError(
    'unavailable',
    'The server is stopping. Try again in a few seconds.',
    [],
    { 'retry-after': '2' },
    'Сервер останавливается. Повторите через несколько секунд.',
  )
