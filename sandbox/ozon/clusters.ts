import { z } from 'zod'
import { utcMillis } from '../clock.ts'
import { groupBy } from '../group.ts'
import { ok } from '../http.ts'
import type { Handler } from './call.ts'
import { read } from './call.ts'
import { pageOf } from './paging.ts'
import type { Warehouse } from './world/places.ts'
import { CIS_WAREHOUSES, OWN, WAREHOUSES } from './world/places.ts'

const PLACES: Readonly<Record<string, readonly Warehouse[]>> = {
  CLUSTER_TYPE_OZON: WAREHOUSES,
  CLUSTER_TYPE_CIS: CIS_WAREHOUSES,
}

/** POST /v1/cluster/list: clusters of one type with their warehouses. */
export const clusters: Handler = ({ body }) => {
  const { cluster_type } = read(
    z.object({
      cluster_type: z.enum(['CLUSTER_TYPE_OZON', 'CLUSTER_TYPE_CIS']),
      cluster_ids: z.array(z.string()),
    }),
    body,
  )
  const byCluster = groupBy(PLACES[cluster_type] ?? [], place => place.clusterId)
  return ok({
    clusters: [...byCluster].map(([id, places]) => ({
      id,
      name: places[0]?.cluster ?? '',
      type: cluster_type,
      macrolocal_cluster_id: places[0]?.macrolocalClusterId ?? 0,
      logistic_clusters: [
        {
          warehouses: places.map(place => ({
            warehouse_id: place.id,
            name: place.name,
            type: 'FULL_FILLMENT',
          })),
        },
      ],
    })),
  })
}

/** POST /v2/warehouse/list: the seller's own; none without FBS. */
export const ownWarehouses: Handler = ({ shop, body }) => {
  const { limit, cursor } = read(
    z.object({ limit: z.number().int().min(1).max(200), cursor: z.string().default('') }),
    body,
  )
  const page = pageOf(shop.profile.fbs ? [OWN] : [], cursor, limit, 'own warehouses')
  return ok({
    warehouses: page.rows.map(place => ({
      warehouse_id: place.id,
      name: place.name,
      status: 'CREATED',
      warehouse_type: 'FBS',
      first_mile: { type: 'DROP_OFF', dropoff_point_id: '', timeslot_id: 0, first_mile_is_changing: false },
      is_rfbs: false,
      is_express: false,
      is_kgt: false,
      phone: '+70000000000',
      created_at: utcMillis(Date.parse('2025-01-15T09:00:00Z')),
      updated_at: utcMillis(Date.parse('2026-01-15T09:00:00Z')),
    })),
    has_next: page.hasNext,
    cursor: page.hasNext ? page.cursor : '',
  })
}
