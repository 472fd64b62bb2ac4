import type { FastifyReply } from 'fastify'
import { Problem } from './problem.ts'

const leakPerSecond = 20
const burst = 40

/** One leaky bucket a shop, in memory: an empty one after a restart is what a fresh server would have, too. */
export interface RateLimiter {
  /** Adds one request, or refuses it with 429 and adds nothing. Sets the RateLimit headers either way. */
  take(shopId: string, reply: FastifyReply): void
}

export function createRateLimiter(now: () => number): RateLimiter {
  const buckets = new Map<string, { level: number; at: number }>()
  return {
    take(shopId, reply) {
      const bucket = buckets.get(shopId) ?? { level: 0, at: now() }
      buckets.set(shopId, bucket)
      const elapsed = Math.max(0, now() - bucket.at) / 1000
      bucket.level = Math.max(0, bucket.level - elapsed * leakPerSecond)
      bucket.at = now()
      const full = bucket.level + 1 > burst
      if (!full) bucket.level += 1
      reply.headers({
        'ratelimit-limit': String(burst),
        'ratelimit-remaining': String(Math.floor(burst - bucket.level)),
        'ratelimit-reset': String(Math.ceil(bucket.level / leakPerSecond))
      })
      if (full) {
        const wait = Math.max(1, Math.ceil((bucket.level + 1 - burst) / leakPerSecond))
        throw new Problem(429, 'rate_limited', 'The bucket of this shop is full; wait before the next request.', { 'retry-after': String(wait) })
      }
    }
  }
}
