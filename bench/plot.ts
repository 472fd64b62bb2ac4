/** A line through what was measured at some places. */
export interface Line {
  name: string
  points: readonly { x: number; y: number }[]
}

export interface Plot {
  title: string
  /** With their units. */
  axes: { x: string; y: string }
  lines: readonly Line[]
  /** A level that is to be kept to. */
  goal?: { y: number; name: string }
}

const size = { width: 720, height: 360 }
const frame = { left: 76, right: 150, top: 44, bottom: 56 }
const inner = { width: size.width - frame.left - frame.right, height: size.height - frame.top - frame.bottom }
/** Readable on white and on near black, and told apart by their dashes too. */
const looks = [{ colour: '#2a78d6', dash: '' }, { colour: '#c2571a', dash: '7 4' }, { colour: '#0e8f6e', dash: '2 3' }]
const style = '.t{fill:#24292f;font:12px system-ui,sans-serif}.h{font-size:15px;font-weight:600}.g{stroke:#8b949e;stroke-opacity:.35}.goal{stroke:#8b949e;stroke-dasharray:2 4}@media(prefers-color-scheme:dark){.t{fill:#e6edf3}}'

/** Draws lines over a logarithmic x, on which nought has its own place at the left, and a y from nought. @returns an SVG */
export function plotOf({ title, axes, lines, goal }: Plot): string {
  const points = lines.flatMap((line) => line.points)
  if (points.length === 0) throw new Error('There is nothing to plot')
  const xs = [...new Set(points.map((point) => point.x))].sort((a, b) => a - b)
  const ticks = ticksTo(Math.max(...points.map((point) => point.y), goal?.y ?? 0))
  const placeX = scaleOf(xs)
  const placeY = (y: number) => round(frame.top + inner.height * (1 - y / ticks.at(-1)!))
  const right = frame.left + inner.width
  const parts = [
    `<title>${escape(title)}</title>`, `<style>${style}</style>`, text(frame.left, 22, title, 'start', 'h'),
    ...ticks.flatMap((y) => [`<line class="g" x1="${frame.left}" x2="${right}" y1="${placeY(y)}" y2="${placeY(y)}"/>`, text(frame.left - 8, placeY(y) + 4, short(y), 'end')]),
    ...xs.map((x) => text(placeX(x), frame.top + inner.height + 20, short(x), 'middle')),
    text(frame.left + inner.width / 2, size.height - 12, axes.x, 'middle'),
    `<text class="t" text-anchor="middle" transform="translate(18 ${frame.top + inner.height / 2}) rotate(-90)">${escape(axes.y)}</text>`,
    ...(goal ? [`<line class="goal" x1="${frame.left}" x2="${right}" y1="${placeY(goal.y)}" y2="${placeY(goal.y)}"/>`, text(right + 8, placeY(goal.y) + 4, goal.name, 'start')] : []),
    ...lines.flatMap((line, index) => drawn(line, looks[index % looks.length]!, placeX, placeY)),
    ...lines.map(({ name }, index) => {
      const { colour, dash } = looks[index % looks.length]!
      const y = size.height - frame.bottom - 14 - 20 * (lines.length - 1 - index)
      return `<line x1="${right + 8}" x2="${right + 34}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="2"${dash && ` stroke-dasharray="${dash}"`}/>${text(right + 40, y + 4, name, 'start')}`
    }),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img">\n${parts.join('\n')}\n</svg>\n`
}

function drawn({ points }: Line, { colour, dash }: (typeof looks)[number], placeX: (x: number) => number, placeY: (y: number) => number): string[] {
  const sorted = [...points].sort((a, b) => a.x - b.x)
  const path = sorted.map(({ x, y }) => `${placeX(x)},${placeY(y)}`).join(' ')
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"${dash && ` stroke-dasharray="${dash}"`}/>`,
    ...sorted.map(({ x, y }) => `<circle cx="${placeX(x)}" cy="${placeY(y)}" r="3.5" fill="${colour}"><title>${short(x)}: ${short(y)}</title></circle>`),
  ]
}

/** Nought stands a tenth left of the least that has a logarithm. */
function scaleOf(xs: readonly number[]): (x: number) => number {
  const logs = xs.filter((x) => x > 0).map(Math.log10)
  const [least, most] = [Math.min(...logs), Math.max(...logs)]
  const from = xs[0]! > 0 ? 0.04 : 0.16
  return (x) => round(frame.left + inner.width * (x === 0 ? 0.04 : most === least ? 0.5 : from + (0.96 - from) * ((Math.log10(x) - least) / (most - least))))
}

/** From nought to the first round number that is not below. */
export function ticksTo(most: number): number[] {
  const raw = Math.max(most, 1e-9) / 4
  const unit = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * unit).find((each) => each >= raw * (1 - 1e-9))!
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}

const round = (place: number) => Math.round(place * 10) / 10
const short = (value: number) => (value >= 1e6 ? `${round(value / 1e6)} M` : value >= 10_000 ? `${round(value / 1000)} k` : value.toLocaleString('en-US', { maximumFractionDigits: 2 }))
const escape = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
const text = (x: number, y: number, words: string, anchor: string, more = '') => `<text class="t ${more}" x="${x}" y="${y}" text-anchor="${anchor}">${escape(words)}</text>`
