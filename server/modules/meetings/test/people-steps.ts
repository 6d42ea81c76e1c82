import { expect } from 'bun:test'
import { newId } from '../../../platform/ids.ts'
import { itemsOf, type ItemView, readArtifacts } from '../../../http/test/meetings.ts'
import { valueAt } from '../../analysis/people/pointers.ts'
import type { PersonView } from '../../directory/contract.ts'
import type { ItemPage } from '../../review/contract.ts'
import type { SpeakersView, TranscriptView } from '../../transcription/contract.ts'
import { isNotFound, type WalkEnvironment, type PeopleAction } from './walk-environment.ts'

type Speaker = SpeakersView['data'][number]

/** Names speakers and people of one meeting, and checks after each step whom its result names. */
export class PeopleSteps {
  private people: PersonView[] = []
  /** Owner names that a user typed. */
  private typed = new Set<string>()

  constructor(
    private readonly env: WalkEnvironment,
    private readonly id: string,
  ) {}

  private path(rest: string): string {
    return `/meetings/${this.id}${rest}`
  }

  private patch(path: string, json: unknown): Promise<Response> {
    return this.env.client.send(path, { method: 'PATCH', json })
  }

  async perform(action: PeopleAction): Promise<string> {
    const speakers = await this.speakers()
    if (action.do === 'person') return this.changePerson(action.how)
    if (action.do === 'type') return this.typeOwner()
    const present = speakers.filter(({ segmentCount }) => segmentCount > 0)
    const [last, other] = [present.at(-1), present.at(0)]
    if (!last || !other) return 'nobody speaks'
    const request = await this.requestFor(action, last, other)
    const response = await this.patch(this.path(request.path), request.json)
    if (response.ok) return 'ok'
    // Only an accepted result refuses changes; a speaker cannot be merged into itself.
    expect(response.status).toBeOneOf(last.id === other.id ? [409, 422] : [409])
    return String(response.status)
  }

  private async requestFor(action: PeopleAction, last: Speaker, other: Speaker) {
    const speakers = '/transcript/speakers'
    if (action.do === 'merge') {
      return { path: speakers, json: { merge: [{ from: [last.id], into: other.id }] } }
    }
    if (action.do === 'give') {
      const to = { other: { id: other.id }, stranger: { name: fresh('Stranger') }, nobody: null }
      return { path: '/transcript/segments/2', json: { speaker: to[action.to] } }
    }
    if (action.do === 'name' && action.as === 'person') {
      const person = await this.somebody()
      const link = { id: last.id, name: person.name, personId: person.id }
      return { path: speakers, json: { rename: [link] } }
    }
    const isNew = action.do === 'name' && action.as === 'new'
    const name = isNew ? fresh('Named') : other.name
    return { path: speakers, json: { rename: [{ id: last.id, name }] } }
  }

  private async somebody(): Promise<PersonView> {
    const [known] = this.people
    if (known) return known
    const response = await this.env.client.post('/people', { name: fresh('Person') })
    const person = (await response.json()) as PersonView
    this.people.push(person)
    return person
  }

  private async changePerson(how: 'renamed' | 'deleted'): Promise<string> {
    const person = this.people.pop()
    if (!person) return 'nobody is known'
    if (how === 'deleted') {
      const deleted = await this.env.client.send(`/people/${person.id}`, { method: 'DELETE' })
      expect(deleted.status).toBe(204)
      return 'ok'
    }
    const response = await this.patch(`/people/${person.id}`, { name: fresh('Renamed') })
    expect(response.status).toBe(200)
    this.people.push((await response.json()) as PersonView)
    return 'ok'
  }

  private async typeOwner(): Promise<string> {
    const item = (await this.items()).find(({ section }) => section === 'actionItems')
    if (!item) return 'no task'
    const owner = fresh('Typed')
    const response = await this.patch(`/items/${item.id}`, { value: { owner } })
    if (!response.ok) {
      expect(response.status).toBe(409)
      return '409'
    }
    this.typed.delete(String(item.value['owner']))
    this.typed.add(owner)
    return owner
  }

  private async items(): Promise<ItemView[]> {
    return itemsOf(await readArtifacts(this.env.client, this.id))
  }

  private async speakers(): Promise<Speaker[]> {
    const response = await this.env.client.send(this.path('/transcript/speakers'))
    if (isNotFound(response)) return []
    const { data } = (await response.json()) as SpeakersView
    const { admin } = this.env.installation
    const merged = await admin<{ id: number }[]>`
      select s.id from speakers s
      join meetings m on m.tenant_id = s.tenant_id and m.current_transcript_id = s.transcript_id
      where m.id = ${this.id} and s.merged_into is not null`
    return data.filter(({ id }) => merged.every((one) => one.id !== id))
  }

  /** Everybody named by the result is in the current transcript or directory, with their current name. */
  async check(): Promise<void> {
    const [items, speakers] = await Promise.all([this.items(), this.speakers()])
    const transcript = await this.env.client.send(this.path('/transcript'))
    const said = isNotFound(transcript) ? [] : ((await transcript.json()) as TranscriptView).data
    for (const item of items) {
      for (const [pointer, ref] of Object.entries(item.refs)) {
        expect([item.id, pointer, valueAt(item.value, pointer)]).toEqual([
          item.id,
          pointer,
          await this.nameOf(ref, speakers),
        ])
      }
      for (const { segmentId, speaker, speakerId } of item.evidence) {
        const cited = said.find((segment) => segment.segmentId === segmentId)?.speakerId ?? null
        const name = speakers.find(({ id }) => id === cited)?.name ?? null
        expect([speaker, speakerId]).toEqual([name, cited])
      }
    }
    const owners = items.map(({ value }) => value['owner'])
    expect(owners).toEqual(expect.arrayContaining([...this.typed]))
    await this.checkList(items)
    await this.checkRows()
  }

  private async nameOf(
    { speakerId, personId }: ItemView['refs'][string],
    speakers: Speaker[],
  ): Promise<string> {
    if (speakerId !== null) {
      const speaker = speakers.find(({ id }) => id === speakerId)
      expect([speakerId, speaker?.personId ?? null]).toEqual([speaker?.id ?? 0, personId])
      return speaker?.name ?? ''
    }
    return (await this.env.client.get<PersonView>(`/people/${personId}`)).name
  }

  /** The list of all items, filtered by owner, finds the items of each person. */
  private async checkList(items: ItemView[]): Promise<void> {
    for (const { id: personId } of this.people) {
      const list = `/items?limit=100&ownerId=${personId}`
      const { data } = await this.env.client.get<ItemPage>(list)
      const owned = items.filter(({ refs }) => refs['/owner']?.personId === personId)
      const idsOf = (all: { id: string }[]) => all.map(({ id }) => id).toSorted()
      expect(idsOf(data.filter(({ meeting }) => meeting.id === this.id))).toEqual(idsOf(owned))
    }
  }

  /** In every run, each reference points to a speaker of that run's transcript. */
  private async checkRows(): Promise<void> {
    const { admin } = this.env.installation
    const lost = await admin`
      select w.item_id, w.pointer, w.speaker_id from item_people w
      join items i on i.tenant_id = w.tenant_id and i.id = w.item_id
      join runs r on r.tenant_id = i.tenant_id and r.id = i.run_id
      where r.meeting_id = ${this.id} and w.speaker_id is not null and not exists (
        select from speakers s
        where s.tenant_id = r.tenant_id and s.transcript_id = r.transcript_id and s.id = w.speaker_id)`
    expect([...lost]).toEqual([])
    // Speakers of a recording have no names at first: the previous transcript's speakers stay the participants.
    const strangers = await admin`
      select p.name from participants p
      join meetings m on m.tenant_id = p.tenant_id and m.id = p.meeting_id
      left join transcripts t on t.tenant_id = m.tenant_id and t.id = m.current_transcript_id
      where m.id = ${this.id} and p.transcript_id is distinct from t.id
        and (t.source is distinct from 'speech' or p.transcript_id is not distinct from m.pending_transcript_id)`
    expect([...strangers]).toEqual([])
  }
}

const fresh = (what: string): string => `${what} ${newId().slice(-8)}`
