import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Compared, Series } from './measuring.ts'

/** What a figure or a count is meant to keep to. */
export interface Goal {
  atLeast?: number
  atMost?: number
}

/** A time or a rate. With a limit, its goal is about the ratio. */
export interface Figure {
  name: string
  unit: string
  ours: Series
  limit?: Series
  ratio?: Series
  goal?: Goal
  /** How many orders were stored when it was measured, where that is what the bench is about. */
  stored?: number
}

/** A cost that does not depend on the machine. */
export interface Count {
  name: string
  unit: string
  value: number
  goal?: Goal
}

export interface Measured {
  figures: Figure[]
  counts: Count[]
  /** What a reader has to know of how it was measured, in a sentence each. */
  notes: string[]
}

export const compared = (name: string, unit: string, { ours, limit, ratio }: Compared, goal?: Goal, stored?: number): Figure => ({ name, unit, ours, limit, ratio, ...(goal ? { goal } : {}), ...(stored === undefined ? {} : { stored }) })

export function isMet(value: number, { atLeast = -Infinity, atMost = Infinity }: Goal): boolean {
  return value >= atLeast && value <= atMost
}

/** @returns the rows of the table that is printed */
export function tableOf({ figures, counts }: Measured): string[][] {
  const rows = [['', 'unit', 'ours', 'spread', 'limit', 'ratio', 'spread', 'goal', '']]
  for (const { name, unit, ours, limit, ratio, goal } of figures) {
    rows.push([name, unit, number(ours.median), spread(ours), limit ? number(limit.median) : '', ratio ? number(ratio.median) : '', ratio ? spread(ratio) : '', ...verdict((ratio ?? ours).median, goal)])
  }
  for (const { name, unit, value, goal } of counts) rows.push([name, unit, number(value), '', '', '', '', ...verdict(value, goal)])
  return rows
}

export const spread = ({ least, most }: Series) => `${number(least)}–${number(most)}`

export function verdict(value: number, goal: Goal | undefined): [string, string] {
  if (!goal) return ['', '']
  const said = [goal.atLeast === undefined ? [] : [`≥ ${number(goal.atLeast)}`], goal.atMost === undefined ? [] : [`≤ ${number(goal.atMost)}`]].flat().join(', ')
  return [said, isMet(value, goal) ? 'met' : 'not met']
}

export function number(value: number): string {
  const digits = value === 0 || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3
  return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}

export function printTable(rows: readonly string[][]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  for (const row of rows) console.log(row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ').trimEnd())
}

export const resultsFolder = fileURLToPath(new URL('./results', import.meta.url))

/** What `keep` keeps. */
export interface Kept extends Measured {
  bench: string
  command: string
  at: string
  seconds: number
  commit: string | null
  machine: ReturnType<typeof machine> & { postgres: string | null }
}

/** Keeps what was measured, with what is needed to measure it again. @returns the file */
export function keep(name: string, options: Record<string, number>, measured: Measured, begun: Date, folder = resultsFolder, postgres: string | null = null): string {
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, `${name}.json`)
  const command = `npm run bench -- ${name} ${Object.entries(options).map(([option, value]) => `--${option} ${value}`).join(' ')}`
  const kept: Kept = { bench: name, command, at: begun.toISOString(), seconds: Math.round((Date.now() - begun.getTime()) / 1000), commit: commit(), machine: { ...machine(), postgres }, ...measured }
  writeFileSync(file, JSON.stringify(kept, null, 1).replace(/\[\s+([-\d.,e\s]+?)\s+\]/g, (_, numbers: string) => `[${numbers.replace(/\s+/g, ' ')}]`) + '\n')
  return file
}

const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()

function commit(): string | null {
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ' with changes')
  } catch (err) {
    return err instanceof Error ? null : null
  }
}

function machine() {
  const cpus = os.cpus()
  return { processor: cpus[0]?.model ?? 'unknown', cores: cpus.length, memoryGiB: Math.round(os.totalmem() / 2 ** 30), system: `${os.type()} ${os.release()}`, node: process.version, loadBefore: loadAtStart, loadAfter: os.loadavg()[0]! }
}

/** What else the machine was at when this process began. */
const loadAtStart = os.loadavg()[0]!
