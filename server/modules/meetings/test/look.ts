import type { ArtifactView } from '../../analysis/contract.ts'
import { readArtifacts } from '../../analysis/read-results.ts'
import { readMedia } from '../../media/read-media.ts'
import { readTranscript } from '../../transcription/read-transcript.ts'
import type { MeetingView } from '../contract.ts'
import { readMeeting } from '../read-meeting.ts'
import { jobCtxOf } from './attempts.ts'
import { absent, type WalkingPlace } from './walking-place.ts'

/** What a meeting shows, by the names of what was brought. */
export interface Shown {
  meeting: MeetingView
  recording: string | null
  transcript: string | null
  transcriptId: string | null
  run: ArtifactView['run']
}

/** What a person sees now. */
export async function look(place: WalkingPlace, id: string): Promise<Shown> {
  const { services } = place.installation
  const deps = { ...services, scenarios: services.packs, reachFrom: () => ({}) }
  const ctx = jobCtxOf(place)
  const [meeting, media, transcript, artifacts] = await Promise.all([
    readMeeting(deps, ctx, id),
    readMedia(deps, ctx, id, 'http://walks.localhost').catch(absent),
    readTranscript(deps, ctx, id, {}).catch(absent),
    readArtifacts(deps, ctx, id),
  ])
  const said = transcript?.data.map(({ text }) => text).join(' ') ?? ''
  return {
    meeting,
    recording: media?.fileName ?? null,
    transcript: /This is (\w+ \d+)/.exec(said)?.[1] ?? null,
    transcriptId: transcript?.id ?? null,
    run: artifacts.run,
  }
}

/** Without what was brought after what a meeting shows. */
export function upToShown(brought: string[], { recording, transcript }: Shown): string[] {
  const places = [recording, transcript].map((name) => (name ? brought.indexOf(name) : -1))
  return brought.slice(0, Math.max(...places) + 1)
}
