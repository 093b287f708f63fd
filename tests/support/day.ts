/** Preloaded by `--import`: the process lives on the day TEST_DAY, from 09:15 UTC on, so that neither midnight nor a slot falls into a test. */
const day = process.env.TEST_DAY
if (day) {
  const real = Date.now
  const ahead = Date.parse(`${day}T09:15:00Z`) - real()
  Date.now = () => real() + ahead
}
