import type { ArtifactView } from '../../analysis/contract.ts'
import { readArtifacts } from '../../analysis/read-results.ts'
import { readMedia } from '../../media/read-media.ts'
import { readTranscript } from '../../transcription/read-transcript.ts'
import type { MeetingView } from '../contract.ts'
import { readMeeting } from '../read-meeting.ts'
import { jobCtxOf } from './attempts.ts'
import { nullIfNotFound, type WalkEnvironment } from './walk-environment.ts'

/** What a meeting shows; recording and transcript are given by the names that the test uploaded them with. */
export interface Shown {
  meeting: MeetingView
  recording: string | null
  transcript: string | null
  transcriptId: string | null
  run: ArtifactView['run']
}

export async function readShown(env: WalkEnvironment, id: string): Promise<Shown> {
  const { services } = env.installation
  const deps = { ...services, scenarios: services.packs, reachFrom: () => ({}) }
  const ctx = jobCtxOf(env)
  const [meeting, media, transcript, artifacts] = await Promise.all([
    readMeeting(deps, ctx, id),
    readMedia(deps, ctx, id, 'http://walks.localhost').catch(nullIfNotFound),
    readTranscript(deps, ctx, id, {}).catch(nullIfNotFound),
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

/** Drops the names of everything uploaded after the content that the meeting shows. */
export function upToShown(brought: string[], { recording, transcript }: Shown): string[] {
  const places = [recording, transcript].map((name) => (name ? brought.indexOf(name) : -1))
  return brought.slice(0, Math.max(...places) + 1)
}
