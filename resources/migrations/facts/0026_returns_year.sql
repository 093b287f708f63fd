-- Returns were read half a year back, and the window that this depth cut was closed with its checkpoint: now that they are read a year back, it is read again as a whole.
DELETE FROM "checkpoints"
WHERE "stream_id" IN ('ozon.returns.list', 'ozon.returns.changes')
  AND "slice_key" LIKE '____-__-__/__'
  AND TRY_CAST(substr("slice_key", 1, 10) AS DATE) < "from_day";
