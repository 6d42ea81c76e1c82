import { withClock } from './clock.ts'
import { compareInvoices, compareState, type Found } from './compare.ts'
import { compareMonths, explainInvoices, type Explained, readClosed } from './explain.ts'
import { nowOf, openPlace, passTo, type Place } from './place.ts'
import { play } from './play.ts'
import { type Fact, type Story, tellLife } from './story.ts'

export interface LifeOutcome extends Found {
  facts: number
  /** What was shown for closed months before the plans' prices changed, which must stay the same. */
  closed: number
  explained: Explained
}

/**
 * Simulates fourteen months of an organisation that pays by card. At the end of each month, and after each event, it
 * compares the result with the rules. Halfway through, the plans' prices change.
 */
export async function proveLife(firstMonth: string): Promise<LifeOutcome> {
  const story = tellLife(firstMonth)
  const place = await openPlace(story)
  const found: Found = { faults: [], states: 0, invoices: 0, lines: 0 }
  try {
    return await withClock(
      () => nowOf(place) * 1_000,
      async () => {
        const closed = await live(place, story, found)
        await compareMonths(place, story, found)
        const explained = await explainInvoices(place, story, found)
        return { ...found, facts: story.facts.length, closed, explained }
      },
    )
  } finally {
    await place.close()
  }
}

/** An invoice becomes final an hour after its month ends. */
const draftSeconds = 3_600

interface Step {
  at: number
  run(): Promise<void>
}

/** Returns how many closed months were compared across the change of prices. */
async function live(place: Place, story: Story, found: Found): Promise<number> {
  const closed = new Map<string, string>()
  const happen = async (fact: Fact): Promise<void> => {
    if (fact.what === 'sees new prices') {
      for (const [what, bytes] of await readClosed(place, story, fact.at)) closed.set(what, bytes)
      await play(place, fact)
      await compareClosed(place, story, closed, found)
    } else await play(place, fact)
    await compareState(place, story, found)
  }
  const look = async (): Promise<void> => {
    await compareState(place, story, found)
    await compareInvoices(place, story, found)
  }
  // The last second of each month, and the time when its invoice is final.
  const looks = story.monthEnds.flatMap((end) => [end - 1, end + draftSeconds + 60])
  const steps: Step[] = [
    ...story.facts.map((fact) => ({ at: fact.at, run: () => happen(fact) })),
    ...looks.map((at) => ({ at, run: look })),
  ]
  for (const { at, run } of steps.sort((one, other) => one.at - other.at)) {
    await passTo(place, at)
    await run()
  }
  await compareClosed(place, story, closed, found)
  return closed.size
}

async function compareClosed(
  place: Place,
  story: Story,
  before: ReadonlyMap<string, string>,
  { faults }: Found,
): Promise<void> {
  const now = await readClosed(place, story, nowOf(place))
  for (const [what, bytes] of before)
    if (now.get(what) !== bytes) faults.push(`${what} was ${bytes}, and is ${now.get(what)}`)
}
