import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import { today } from '../core/declare/slices.ts'
import type { Source } from '../core/declare/source.ts'
import { post } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import { bool, id, instant, optional, table, text } from '../core/declare/table.ts'
import * as shape from '../core/parse/fields.ts'

const clusters = table('dim_ozon_clusters', {
  store: 'dims',
  key: ['cluster_id'],
  grain: 'One cluster of Ozon, in Russia or in the CIS.',
  columns: {
    cluster_id: id(),
    name: optional(text()),
    cluster_type: optional(text()),
    macrolocal_cluster_id: optional(id()),
  },
})

const clusterWarehouses = table('dim_ozon_cluster_warehouses', {
  store: 'dims',
  key: ['warehouse_id'],
  grain: 'The cluster in which a warehouse of Ozon lies.',
  columns: {
    warehouse_id: id(),
    cluster_id: id(),
    name: optional(text()),
    warehouse_type: optional(text()),
  },
})

const warehouses = table('dim_ozon_warehouses', {
  store: 'dims',
  key: ['warehouse_id'],
  grain: 'One warehouse of Ozon as it was told last.',
  columns: {
    warehouse_id: id(),
    name: optional(text()),
    warehouse_type: optional(text()),
    address: optional(text()),
    timezone: optional(text()),
    is_active: optional(bool()),
    is_for_supply: optional(bool()),
    is_cross_dock: optional(bool()),
    is_express: optional(bool()),
  },
})

const ownWarehouses = table('dim_ozon_own_warehouses', {
  store: 'dims',
  key: ['warehouse_id'],
  grain: 'One warehouse of the seller, for FBS or rFBS, without its address and telephones.',
  columns: {
    warehouse_id: id(),
    name: optional(text()),
    status: optional(text()),
    warehouse_type: optional(text()),
    first_mile_type: optional(text()),
    is_rfbs: optional(bool()),
    is_express: optional(bool()),
    is_kgt: optional(bool()),
    created_at_ozon: optional(instant()),
    updated_at_ozon: optional(instant()),
  },
})

const ClustersPage = z.object({
  clusters: shape.list(
    z.object({
      id: shape.id,
      name: shape.text,
      type: shape.text,
      macrolocal_cluster_id: shape.maybeId,
      logistic_clusters: shape.list(
        z.object({
          warehouses: shape.list(z.object({ warehouse_id: shape.id, name: shape.text, type: shape.text })),
        }),
      ),
    }),
  ),
})
type ClustersPage = z.output<typeof ClustersPage>

const ofType = (cluster_type: string): Source<ClustersPage> =>
  post(HOST.seller)('/v1/cluster/list', {
    shape: ClustersPage,
    body: () => ({ cluster_type, cluster_ids: [] as string[] }),
  })
const TYPES = ['CLUSTER_TYPE_OZON', 'CLUSTER_TYPE_CIS'] as const

const clusterList = stream({
  id: 'ozon.warehouses.clusters',
  into: [clusters, clusterWarehouses],
  slices: today(),
  source: {
    ...ofType(TYPES[0]),
    async *read(context, slice) {
      for (const type of TYPES) yield* ofType(type).read(context, slice)
    },
  },
  rows: page => ({
    dim_ozon_clusters: page.clusters.map(cluster => ({
      cluster_id: cluster.id,
      name: cluster.name,
      cluster_type: cluster.type,
      macrolocal_cluster_id: cluster.macrolocal_cluster_id,
    })),
    dim_ozon_cluster_warehouses: page.clusters.flatMap(cluster =>
      cluster.logistic_clusters
        .flatMap(logistic => logistic.warehouses)
        .map(({ warehouse_id, name, type }) => ({
          warehouse_id,
          cluster_id: cluster.id,
          name,
          warehouse_type: type,
        })),
    ),
  }),
})

const WarehousesPage = z.object({
  warehouses: shape.list(
    z.object({
      warehouse_id: shape.id,
      name: shape.text,
      warehouse_type: shape.text,
      address: shape.text,
      timezone: shape.text,
      is_active: shape.flag,
      is_for_supply: shape.flag,
      is_cross_dock: shape.flag,
      is_express: shape.flag,
    }),
  ),
})

const ozonList = stream({
  id: 'ozon.warehouses.ozon',
  into: [warehouses],
  slices: today(),
  source: post(HOST.seller)('/v1/warehouse/ozon/list', {
    shape: WarehousesPage,
    body: () => ({ warehouse_types: [] as string[] }),
  }),
  rows: page => ({ dim_ozon_warehouses: page.warehouses }),
})

const LIMIT = 100
const OwnPage = z.object({
  cursor: shape.text,
  has_next: shape.flag,
  warehouses: shape.list(
    z.object({
      warehouse_id: shape.id,
      name: shape.text,
      status: shape.text,
      warehouse_type: shape.text,
      first_mile: shape.block({ type: shape.text }),
      is_rfbs: shape.flag,
      is_express: shape.flag,
      is_kgt: shape.flag,
      created_at: shape.time,
      updated_at: shape.time,
    }),
  ),
})

const ownList = stream({
  id: 'ozon.warehouses.own',
  into: [ownWarehouses],
  slices: today(),
  source: post(HOST.seller)('/v2/warehouse/list', {
    shape: OwnPage,
    body: () => ({ limit: LIMIT, cursor: '' }),
    next: (page, body) => (page.has_next && page.cursor ? { ...body, cursor: page.cursor } : null),
  }),
  rows: page => ({
    dim_ozon_own_warehouses: page.warehouses.map(({ first_mile, created_at, updated_at, ...one }) => ({
      ...one,
      first_mile_type: first_mile?.type ?? null,
      created_at_ozon: created_at,
      updated_at_ozon: updated_at,
    })),
  }),
})

export const warehousesTables = [clusters, clusterWarehouses, warehouses, ownWarehouses] as const
export const warehousesStep = step('ozon.warehouses', { lane: 'cabinet', refresh: 'daily' }, [
  clusterList,
  ozonList,
  ownList,
])
