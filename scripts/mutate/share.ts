/** How many faults of a folder, of a file or of `all` the tests detected; `enough` if that is `least` percent or more, and none is not. */
export function shareOf(
  part: string,
  verdicts: readonly { readonly file: string; readonly noticed: string | null }[],
  least: number,
) {
  const own = part === 'all' ? verdicts : verdicts.filter(({ file }) => file.startsWith(part))
  const noticed = own.filter(verdict => verdict.noticed !== null).length
  const percent = own.length === 0 ? null : (noticed / own.length) * 100
  return {
    of: own.length,
    enough: percent !== null && percent >= least,
    told: `${part}: ${noticed} of ${own.length} (${percent?.toFixed(1) ?? '-'} %)`,
  }
}
