import { actorId, type Ctx } from './context.ts'
import { AppError } from './errors.ts'
import { type GateStats, type GateName, registerGate } from './gate-registry.ts'

/** Whose work it is: slots are shared between tenants, and within a tenant between people. */
export interface Claimant {
  tenantId: string
  personId?: string | null
  /** Aborts when nobody waits for the result any more; the place in the queue is then freed at once. */
  signal?: AbortSignal | undefined
}

export const claimantOf = (ctx: Ctx): Claimant => ({
  tenantId: ctx.tenantId,
  personId: actorId(ctx),
  signal: ctx.signal,
})

export interface FairGateOptions {
  /** Label in the metrics; without a name the gate has none. */
  name?: GateName
  /** Tasks that run at once. */
  slots: number
  /**
   * Tasks of one tenant that run at once, so that other tenants find free slots; all slots by default. If more than one
   * slot remains, the last one is reserved for a tenant that holds none.
   */
  runningPerTenant?: number
  /** Waiting tasks of all tenants. */
  waitingAtMost: number
  /** Waiting tasks of one tenant; a quarter of `waitingAtMost` by default. */
  waitingPerTenant?: number
  /** Longest wait in milliseconds; unlimited by default. */
  waitAtMostMs?: number
  /** What waits, for the error message; in Russian in the genitive: “scenario checks”, “проверок”. */
  what: { en: string; ru: string }
}

export interface FairGate extends Readonly<GateStats> {
  /**
   * Waits for a slot and runs the work. Rejects with `unavailable` and Retry-After when the queue is full or the wait
   * took too long, with the signal's reason when it aborts while waiting, and with what the work itself throws.
   */
  run<T>(claimant: Claimant, work: () => Promise<T>): Promise<T>
  /** Rejects all waiting and all future tasks. */
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
 * A limited number of slots, shared fairly: each tenant has a queue, and in it each person has one, all served
 * round-robin. When the queue is full, a newcomer replaces the newest task of the tenant with the most waiting tasks,
 * if that tenant has more than the newcomer's. A flood therefore displaces only itself.
 */
export function openFairGate(options: FairGateOptions): FairGate {
  const { slots, waitingAtMost, waitAtMostMs, what } = options
  const perTenant = options.waitingPerTenant ?? Math.max(1, Math.ceil(waitingAtMost / 4))
  const queue = createQueue()
  const slotsOf = createSlots(slots, options.runningPerTenant)
  let isClosed = false
  let refused = 0

  const makeRoom = (claimant: Claimant): void => {
    const own = queue.countOf(claimant.tenantId)
    if (own >= perTenant) throw tooMany(what, true)
    if (queue.size < waitingAtMost) return
    const tenantWithMost = queue.tenantWithMost()
    if (!tenantWithMost || queue.countOf(tenantWithMost) <= own + 1) throw tooMany(what, false)
    queue.dropNewest(tenantWithMost)?.refuse(tooMany(what, true))
  }

  const acquireSlot = (claimant: Claimant): Promise<void> => {
    if (isClosed) throw stopping()
    claimant.signal?.throwIfAborted()
    // A waiting tenant that may not start now has used up its share and is no reason to wait.
    if (slotsOf.hasFree(claimant.tenantId) && !queue.has(slotsOf.hasFree)) {
      slotsOf.take(claimant.tenantId)
      return Promise.resolve()
    }
    makeRoom(claimant)
    return waitInQueue(queue, claimant, waitAtMostMs, what)
  }

  const next = (): void => {
    for (let waiter = queue.shift(slotsOf.hasFree); waiter; waiter = queue.shift(slotsOf.hasFree)) {
      slotsOf.take(waiter.tenantId)
      waiter.start()
    }
  }

  const gate: FairGate = {
    async run(claimant, work) {
      try {
        await acquireSlot(claimant)
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
      for (let one = queue.shift(all); one; one = queue.shift(all)) one.refuse(stopping())
    },
    slots,
    get running() {
      return slotsOf.taken
    },
    get waiting() {
      return queue.size
    },
    get refused() {
      return refused
    },
  }
  if (options.name) registerGate(options.name, gate)
  return gate
}

/** Tracks how many slots each tenant holds. */
function createSlots(slots: number, perTenant: number | undefined) {
  const byTenant = new Map<string, number>()
  const of = (tenantId: string): number => byTenant.get(tenantId) ?? 0
  // With only one slot beyond a tenant's share, reserving it would leave it idle.
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

function waitInQueue(
  queue: WaitQueue,
  { tenantId, personId, signal }: Claimant,
  waitAtMostMs: number | undefined,
  what: FairGateOptions['what'],
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const waiter: Waiter = { tenantId, personId: personId ?? '', start: resolve, refuse: reject }
  const leave = (error: unknown): void => {
    if (queue.remove(waiter)) reject(error)
  }
  const abort = (): void => leave(signal?.reason)
  const late =
    waitAtMostMs === undefined
      ? undefined
      : setTimeout(() => leave(tooMany(what, false)), waitAtMostMs)
  signal?.addEventListener('abort', abort, { once: true })
  queue.push(waiter)
  return promise.finally(() => {
    clearTimeout(late)
    signal?.removeEventListener('abort', abort)
  })
}

type WaitQueue = ReturnType<typeof createQueue>

/** Waiters by tenant and person. Maps keep insertion order: a tenant or person that was served moves to the end. */
function createQueue() {
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
    /** Removes and returns the next waiter whose tenant may start. */
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
    tenantWithMost(): string | undefined {
      let most = 0
      let found: string | undefined
      for (const tenantId of tenants.keys()) {
        const count = countOf(tenantId)
        if (count > most) [most, found] = [count, tenantId]
      }
      return found
    },
    /** Removes and returns the newest waiter of the tenant's person with the most waiters. */
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
