import { describe, expect, it } from 'vitest'
import { foldersOf, matchesLock } from './installation.mjs'

const { platform, arch } = process
const pg = { version: '8.23.1', integrity: 'sha512-a' }
const otherPlatform = platform === 'linux' ? 'darwin' : 'linux'

describe('what is installed', () => {
  it.each([
    ['is what the lock file wants', { 'node_modules/pg': pg }, { 'node_modules/pg': pg }],
    ['may hold more than the lock file wants', { 'node_modules/pg': pg, 'node_modules/left-over': pg }, { 'node_modules/pg': pg }],
    ['leaves out packages of other platforms', {}, { 'node_modules/node': { optional: true, os: [otherPlatform], cpu: [arch] } }],
    ['leaves out what only those need', {}, { 'node_modules/tslib': { optional: true } }],
    ['leaves out packages of another C library', {}, { 'node_modules/rolldown': { optional: true, os: [platform], cpu: [arch], libc: ['musl'] } }],
    ['does not count the workspaces themselves', {}, { '': {}, 'apps/web': { version: '0.1.0' } }],
  ])('%s', (_, record, lock) => {
    expect(matchesLock(record, lock)).toBe(true)
  })

  it.each([
    ['lacks a package', {}, { 'node_modules/pg': pg }],
    ['holds another version', { 'node_modules/pg': pg }, { 'node_modules/pg': { ...pg, version: '8.24.0' } }],
    ['holds other contents of the same version', { 'node_modules/pg': pg }, { 'node_modules/pg': { ...pg, integrity: 'sha512-b' } }],
    ['lacks an optional package of this platform, as after --omit=optional', {}, { 'node_modules/node': { optional: true, os: platform, cpu: [arch] } }],
  ])('is not enough when it %s', (_, record, lock) => {
    expect(matchesLock(record, lock)).toBe(false)
  })
})

it('fills the folders that the lock file names, those of workspaces included', () => {
  const lock = { packages: { '': {}, 'apps/web': {}, 'node_modules/pg': pg, 'node_modules/pg/node_modules/x': pg, 'apps/web/node_modules/@a/b': pg, 'apps/web/node_modules/c': pg } }
  expect(foldersOf(JSON.stringify(lock, null, 2))).toEqual(['node_modules', 'apps/web/node_modules'])
})
