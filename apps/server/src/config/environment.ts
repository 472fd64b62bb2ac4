import { readFileSync } from 'node:fs'

export type Environment = Record<string, string | undefined>

/** Reads variables one by one and gathers every mistake instead of stopping at the first. */
export interface Reader {
  /** null when the variable is unset or empty. */
  text(name: string): string | null
  wholeNumber(name: string, range: { from: number; to: number; fallback: number }): number
  choice<const Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice
  url(name: string, options: { protocols: readonly string[]; example: string }): URL | null
  mistake(sentence: string): void
  readonly mistakes: readonly string[]
}

export function readerOf(environment: Environment): Reader {
  const mistakes: string[] = []
  const text = (name: string) => environment[name]?.trim() || null
  return {
    text,
    mistakes,
    mistake: (sentence) => void mistakes.push(sentence),
    wholeNumber(name, { from, to, fallback }) {
      const written = text(name)
      if (written === null) return fallback
      const value = Number(written)
      if (/^\d+$/.test(written) && value >= from && value <= to) return value
      mistakes.push(`${name} must be a whole number from ${from} to ${to}, but is “${written}”. Example: ${name}=${fallback}`)
      return fallback
    },
    choice(name, choices, fallback) {
      const written = text(name)
      const value = choices.find((choice) => choice === (written ?? fallback))
      if (value !== undefined) return value
      mistakes.push(`${name} must be one of ${choices.join(', ')}, but is “${written}”. Example: ${name}=${fallback}`)
      return fallback
    },
    url(name, { protocols, example }) {
      const written = text(name)
      if (written === null) return null
      // PostgreSQL's addresses may leave the host out and name a socket's folder in the query instead.
      const whole = written.replace(/^(postgres(?:ql)?:\/\/[^/?#]*@)(?=[/?#])/, '$1socket')
      const parsed = URL.canParse(whole) ? new URL(whole) : null
      if (parsed && protocols.includes(parsed.protocol)) return parsed
      // The value is not repeated: an address may carry a password.
      mistakes.push(`${name} must be an address that begins with ${protocols.map((each) => `${each}//`).join(' or ')}. Example: ${name}=${example}`)
      return null
    },
  }
}

/**
 * The environment with each `NAME_FILE` of a secret replaced by `NAME`, the contents of that file without its line end.
 * @param secrets the variables that may come as files
 */
export function resolveFiles(environment: Environment, secrets: readonly string[]): { environment: Environment; mistakes: string[] } {
  const resolved = { ...environment }
  const mistakes: string[] = []
  for (const name of secrets) {
    const file = environment[`${name}_FILE`]?.trim()
    if (!file) continue
    if (environment[name]?.trim()) {
      mistakes.push(`${name} and ${name}_FILE are both set. Keep one of them.`)
      continue
    }
    try {
      resolved[name] = readFileSync(file, 'utf8').trim()
      if (resolved[name] === '') mistakes.push(`${name}_FILE names ${file}, which is empty. Write the secret into it.`)
    } catch (err) {
      mistakes.push(`${name}_FILE names ${file}, which cannot be read (${(err as NodeJS.ErrnoException).code ?? 'error'}). Example: ${name}_FILE=/run/secrets/${name.toLowerCase()}`)
    }
  }
  return { environment: resolved, mistakes }
}
