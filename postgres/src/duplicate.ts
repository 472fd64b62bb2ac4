import type { Refusal } from '@crossdock/flows/ports'

/** Runs a statement; when a unique constraint or index stands in its way, the refusal that is named after it is thrown. */
export async function refusingDuplicates<Result>(refusals: Record<string, () => Refusal>, statement: () => Promise<Result>): Promise<Result> {
  try {
    return await statement()
  } catch (err) {
    const { code, constraint = '' } = err as { code?: string; constraint?: string }
    const refusal = code === '23505' ? refusals[constraint] : undefined
    throw refusal ? refusal() : err
  }
}
