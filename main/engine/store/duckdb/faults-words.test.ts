import { describe, expect, it } from 'vitest'
import { KindError } from '#contract/errors.ts'
import { faultOf, isWalDamage } from './faults.ts'

describe('words of DuckDB', () => {
  const log = (inner: string) =>
    new Error(`IO Error: Failure while replaying WAL file "/a/facts.duckdb.wal": ${inner}`)
  it.each([
    'Corrupt WAL file: entry at byte position 56 computed checksum 1 does not match stored checksum 2',
    'Failed to read WAL of version 87 - can only read version 1, 2 and 3 (encrypted)',
    'WAL does not match database file.',
    'Catalog Error: Table with name t does not exist!',
  ])('speak of a damaged log: %s', inner => {
    expect(isWalDamage(log(inner))).toBe(true)
  })
  it.each([
    'Could not read from file "/a/facts.duckdb.wal": Input/output error',
    'Cannot open file "/a/facts.duckdb.wal": Permission denied',
    'Cannot open file "/a/facts.duckdb.wal": Too many open files',
    'Could not write file "/a/corrupt/facts.duckdb": No space left on device',
    'Out of Memory Error: failed to pin block of size 256.0 KiB',
    'Failed to read WAL of version 4 - can only read version 1, 2 and 3 (encrypted)',
    'something nobody has seen',
  ])('speak of anything else: %s', inner => {
    expect(isWalDamage(log(inner))).toBe(false)
  })
  it('that quote a row are no fault of the disk', () => {
    for (const error of [
      new Error("Conversion Error: Could not convert string 'No space left on device' to INT32"),
      new Error('Constraint Error: Duplicate key "name: Permission denied"'),
    ])
      expect(faultOf(error)).toBe(error)
  })
  it('that name a cause become it, and keep what DuckDB said', () => {
    const error = new Error('IO Error: Could not write file "x": No space left on device')
    const fault = faultOf(error)
    expect(fault).toBeInstanceOf(KindError)
    expect(fault).toMatchObject({ kind: 'disk_full', message: error.message, cause: error })
  })
  it.each([
    ['IO Error: Could not set lock on file', 'data_in_use'],
    ['Out of Memory Error: failed to pin block', 'no_memory'],
    ['IO Error: Trying to read a database file with version number 99', 'data_newer'],
    ['IO Error: Corrupt database file: computed checksum 1', 'facts_unreadable'],
    ['FATAL Error: Input/output error', 'disk_fault'],
    ['INTERNAL Error: Too many open files', 'too_many_files'],
  ])('%s: %s', (message, kind) => {
    expect(faultOf(new Error(message))).toMatchObject({ kind })
  })
  it('that name none, that are ours already, or that are no error stay as they are', () => {
    const ours = new KindError('busy', 'IO Error: No space left on device')
    for (const one of [
      new Error('IO Error: something nobody has seen'),
      ours,
      'IO Error: No space left on device',
    ])
      expect(faultOf(one)).toBe(one)
  })
  it('speak of a log only where they are an error about one', () => {
    const damaged = 'Failure while replaying WAL file "x": Corrupt WAL file'
    expect(isWalDamage(`IO Error: ${damaged}`)).toBe(false)
    expect(isWalDamage({ message: `IO Error: ${damaged}` })).toBe(false)
    expect(isWalDamage(new Error('IO Error: Corrupt database file'))).toBe(false)
    expect(isWalDamage(new Error(`IO Error: ${damaged}`))).toBe(true)
  })
})
