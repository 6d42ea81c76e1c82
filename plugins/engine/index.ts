export type * from './types.ts'
export { findDatePhrases, resolveDueOn, type DatePhrase } from './dates/due.ts'
export { addressedSpans, isAddressedToModel } from './injection/addressed.ts'
export { withoutHidden } from './injection/plain.ts'
export {
  fixtureInput,
  fixturesOf,
  type FixtureOutcome,
  runFixtures,
} from './fixtures/run-fixtures.ts'
export { indexSegments } from './ground/segment-index.ts'
export { matchItems, type ItemMatch } from './ground/match.ts'
export { needsEvidence } from './ground/needs-evidence.ts'
export { migrateItem, operationsSince } from './migrations/migrate-output.ts'
export { follow, type MigrationOperation } from './migrations/migration.ts'
export { endsItsJson, parseLeniently } from './model/lenient-json.ts'
export { keyOfLoss, lostValues, sectionIn, type ValueLoss } from './versions/lost-values.ts'
export type * from './model/port.ts'
export { ModelFault, modelFaults } from './model/port.ts'
export { modelProvider, type ModelProviderOptions } from './model/provider.ts'
export { countAhead, loadTokenizer } from './model/tokens.ts'
export { BUNDLE_FORMAT, MAX_BUNDLE_BYTES, readBundle, writeBundle } from './pack/bundle.ts'
export { createPackCache, type PackCache } from './pack/pack-cache.ts'
export { loadPack, loadPublished } from './pack/load-pack.ts'
export { ENGINE_VERSION } from './pack/manifest.ts'
export { rolesOf } from './pack/roles.ts'
export { PackError, packProblem } from './pack/pack-error.ts'
export type { PackProblem } from './pack/pack-problem.ts'
export { MAX_PACK_BYTES, packSizeBytes } from './pack/files.ts'
export { compileCue, compileShippedCue } from './pack/patterns.ts'
export { dropOptionalNulls, type ItemFault, validateItem } from './pack/validate.ts'
export { itemKey, withComputedDates } from './run/finish.ts'
export { type DocumentHead, renderDocument, renderMarkdown } from './render/markdown.ts'
export { groundItem } from './run/ground-item.ts'
export { type Judged, judgePart } from './run/judge.ts'
export {
  citedSurroundings,
  indexMeeting,
  judgedMeeting,
  type JudgedMeeting,
  type JudgedRun,
  type RunJudge,
} from './run/run-judge.ts'
export { sectionResult as mergeJudged } from './run/section-result.ts'
export { runScenario, type RunInput } from './run/run-scenario.ts'
export type { AroundStep, StepPlace } from './run/run-step.ts'
export { sentences, type Span } from './text/sentences.ts'
export { storable } from './text/storable.ts'
export { fold, likeness } from './text/words.ts'
export { comparePacks, requiredBump } from './versions/compare-packs.ts'
export type { Difference } from './versions/difference.ts'
export type { Bump } from '../vocabulary.ts'
export type { DifferenceKind } from './versions/kinds.ts'
export { bumpNames } from './versions/difference-messages.ts'
export { leastVersion, checkVersionBump } from './versions/check-version-bump.ts'
