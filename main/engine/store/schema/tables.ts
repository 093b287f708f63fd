import type { Columns, Table } from '../../../../loaders/core/declare/table.ts'
import {
  bool,
  day,
  id,
  instant,
  int,
  json,
  optional,
  table,
  text,
} from '../../../../loaders/core/declare/table.ts'
import { type Relation, relationOf } from './ddl.ts'

/** Shops and settings are not kept per shop, so they are relations and no loader can write them. */
export const shops: Relation = {
  name: 'shops',
  store: 'dims',
  key: ['id'],
  indexed: true,
  counted: true,
  columns: {
    id: int(),
    name: text(),
    marketplace: text(),
    client_id: optional(text()),
    perf_client_id: optional(text()),
    demo: bool(),
    status: text(),
    status_message: json(),
    created_at: instant(),
    last_sync_at: optional(instant()),
    key_expires_at: optional(instant()),
    subscription: optional(text()),
    roles: json(),
    loaded: bool(),
  },
  day: null,
  retention: null,
  grain: 'One row is one connected shop; its keys are in the keychain of the computer.',
}

export const settings: Relation = {
  name: 'settings',
  store: 'dims',
  key: ['key'],
  indexed: true,
  columns: { key: text(), value: json() },
  day: null,
  retention: null,
  grain: 'One row is one choice of the person.',
}

/** Of a marketplace, not of a shop: it lasts beyond the removal of shops. The last number of a type is in force, whatever the clock said. */
export const chargeMoves: Relation = {
  name: 'charge_moves',
  store: 'dims',
  key: ['marketplace', 'type', 'number'],
  indexed: true,
  columns: {
    marketplace: text(),
    type: text(),
    number: int(),
    charge_group: optional(text()),
    moved_at: instant(),
  },
  day: null,
  retention: null,
  grain: 'One row is one move of a type of charge by the person: into a group, or, without one, back.',
}

/** A thing lasts beyond its shop's removal: the number of a shop is never given again. */
export const notifications: Relation = {
  name: 'notifications',
  store: 'dims',
  key: ['key'],
  indexed: true,
  columns: { key: text(), told_at: instant() },
  day: null,
  retention: null,
  grain: 'One row is one thing that the person was told outside of the window, and is not told again.',
}

/** A pause is set by the marketplace, not by the user: it is deleted with the last shop of its account. */
export const pauses: Relation = {
  name: 'pauses',
  store: 'dims',
  key: ['marketplace', 'client', 'bucket'],
  indexed: true,
  columns: { marketplace: text(), client: text(), bucket: text(), open_at: instant(), asked: bool() },
  day: null,
  retention: null,
  grain:
    'One row is one method that an account may not ask before an instant: because the marketplace `asked` for it, or by the method’s own distance.',
}

/** Counts the writes to each dims table, so that its mirror in DuckDB knows whether it is up to date. */
export const dimVersions: Relation = {
  name: 'dim_versions',
  store: 'dims',
  key: ['name'],
  indexed: true,
  columns: { name: text(), version: int() },
  day: null,
  retention: null,
  grain: 'One row is the count of writes to one table of dims.',
}

/** Two names for one thing, because both files answer `query` under plain names. */
const stampOf = (name: string, store: Relation['store'], more: Columns, grain: string): Relation => ({
  name,
  store,
  key: ['id'],
  indexed: true,
  columns: { id: int(), pair: text(), generation: int(), committed_at: instant(), ...more },
  day: null,
  retention: null,
  grain,
})
export const stamp = stampOf(
  'stamp',
  'facts',
  /** The highest number that a shop ever had. */
  { last_shop: int() },
  'The one row says which dims the facts go with, how many commits of slices they hold, and when the last of them was.',
)
export const dimStamp = stampOf(
  'dim_stamp',
  'dims',
  /** Whether shops still have to recheck what the facts have lost. */
  { recheck: bool() },
  'The one row says which facts the dims go with, how many of their commits they have heard of, and when the last of them was.',
)

/** Facts name their owners themselves, in case the list of shops is lost. */
export const owners: Relation = {
  name: 'owners',
  store: 'facts',
  key: ['shop_id'],
  indexed: true,
  columns: {
    shop_id: int(),
    marketplace: optional(text()),
    client_id: optional(text()),
    demo: bool(),
    name: optional(text()),
  },
  day: null,
  retention: null,
  grain: 'One row is the cabinet that a shop number in the facts stands for.',
}

export const eventLog = table('event_log', {
  store: 'dims',
  key: ['id'],
  columns: {
    id: int(),
    created_at: instant(),
    event_type: text(),
    entity: optional(text()),
    entity_id: optional(text()),
    old_value: optional(text()),
    new_value: optional(text()),
    metadata: optional(json()),
  },
  grain: 'One row is one change that was noticed in a shop.',
})

export const runs = table('runs', {
  store: 'dims',
  key: ['id'],
  columns: {
    id: int(),
    first: bool(),
    trigger: text(),
    status: text(),
    started_at: instant(),
    ended_at: optional(instant()),
    requests: int(),
    /** Ms in which some of its requests waited for limits. */
    waited: int(),
    percent: int(),
    steps: json(),
  },
  grain: 'One row is one run of the loaders over a shop, with its last word on each of its own steps.',
})

export const datasets = table('datasets', {
  store: 'dims',
  key: ['step'],
  columns: {
    step: text(),
    tried_at: instant(),
    succeeded_at: optional(instant()),
    status: text(),
    rows: int(),
    added: int(),
    changed: int(),
    slice: int(),
    slices: int(),
    from_day: optional(day()),
    to_day: optional(day()),
    kind: optional(text()),
    message: optional(text()),
    until: optional(instant()),
    notices: json(),
  },
  grain:
    'One row is the last word on one dataset of a shop, whichever run said it, and when it last succeeded.',
})

export const schedules = table('schedules', {
  store: 'dims',
  key: ['coordinator'],
  columns: {
    coordinator: text(),
    slot: instant(),
    started_at: instant(),
    /** When steps that failed for lack of network are retried. */
    retry_at: optional(instant()),
    retry_steps: json(),
  },
  grain:
    'One row is the last slot of a coordinator that was served for a shop; `probe` asks whether refused keys work again.',
})

export const notes = table('notes', {
  store: 'dims',
  key: ['stream_id', 'key'],
  columns: { stream_id: text(), key: text(), value: text() },
  grain: 'One row is what a stream has to remember over a restart.',
})

/** Captured responses. The table keeps its first name: renaming it would take a migration. */
export const capturedResponses = table('evidence', {
  store: 'dims',
  key: ['id'],
  columns: {
    id: int(),
    run_id: int(),
    step: text(),
    kept_at: instant(),
    request: json(),
    status: optional(int()),
    answer: text(),
  },
  grain:
    'One row is an answer that no loader understood, without the people in it; the last 50 of a shop are kept.',
})

/** Two names for one thing here as well. */
const checkpoint = {
  key: ['stream_id', 'slice_key'],
  indexed: true,
  columns: {
    stream_id: text(),
    slice_key: text(),
    from_day: day(),
    to_day: day(),
    /** Its days were not over or could still be corrected when it was read. */
    open: bool(),
    run_id: id(),
    rows: int(),
    /** The instant before its first request: the days are known up to it. */
    done_at: instant(),
  },
  grain: 'One row is one slice of a stream whose rows were committed together with it.',
} as const
export const checkpoints = table('checkpoints', { store: 'facts', ...checkpoint })
export const dimCheckpoints = table('dim_checkpoints', { store: 'dims', ...checkpoint })

const perShop: readonly Table[] = [
  eventLog,
  runs,
  datasets,
  schedules,
  notes,
  capturedResponses,
  checkpoints,
  dimCheckpoints,
]

/** All relations of both files: the app's own and those that the loaders declare. Throws on a name declared twice. */
export function relationsOf(tables: readonly Table[]): readonly Relation[] {
  const all = [
    shops,
    settings,
    chargeMoves,
    notifications,
    pauses,
    dimVersions,
    stamp,
    dimStamp,
    owners,
    ...[...perShop, ...tables].map(relationOf),
  ]
  const twice = all.find((one, index) => all.findIndex(other => other.name === one.name) !== index)
  if (twice) throw new TypeError(`${twice.name} is declared twice`)
  return all
}
