/** Loaded before a command (`--import`): the process lives on the day TEST_DAY, from a quarter past nine UTC on, so that neither midnight nor the slot of a coordinator comes while a test runs. */
const day = process.env.TEST_DAY
if (day) {
  const real = Date.now
  const ahead = Date.parse(`${day}T09:15:00Z`) - real()
  Date.now = () => real() + ahead
}
