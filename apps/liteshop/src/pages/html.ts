/** Text that is safe to stand in a page as it is. */
export class Markup {
  text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Piece = Markup | string | number | false | null | undefined | Piece[]

/** Builds markup; every value that is not markup itself is escaped. */
export function html(strings: TemplateStringsArray, ...pieces: Piece[]): Markup {
  return new Markup(strings.reduce((text, part, index) => text + render(pieces[index - 1]) + part))
}

function render(piece: Piece): string {
  if (piece instanceof Markup) return piece.text
  if (Array.isArray(piece)) return piece.map(render).join('')
  if (piece === false || piece === null || piece === undefined) return ''
  return String(piece).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
