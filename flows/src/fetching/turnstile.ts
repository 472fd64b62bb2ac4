/** Keeps what can wait from what cannot: the one is let past when the other is over. */
export interface Turnstile {
  begin(): void
  end(): void
  passed(): Promise<void>
}

export function createTurnstile(): Turnstile {
  let open = Promise.resolve()
  let end = () => {}
  return {
    begin() {
      end()
      const next = Promise.withResolvers<void>()
      open = next.promise
      end = next.resolve
    },
    end: () => end(),
    passed: () => open,
  }
}
