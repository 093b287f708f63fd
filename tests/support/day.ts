/** Loaded before a command (`--import`): the process lives on the day TEST_DAY, at the time that it is, so that midnight changes no result. */
const day = process.env.TEST_DAY
if (day) {
  const real = Date.now
  const noon = Date.parse(`${day}T09:00:00Z`) - real()
  Date.now = () => real() + noon
}
