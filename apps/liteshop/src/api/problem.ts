import type { FastifyReply } from 'fastify'
import type { FailureCode } from '../shop/failures.ts'

/** A refusal of the API, sent as an RFC 9457 problem document. */
export class Problem extends Error {
  override name = 'Problem'
  status: number
  code: string
  headers: Record<string, string>

  constructor(status: number, code: string, detail: string, headers: Record<string, string> = {}) {
    super(detail)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

const titles: Record<string, string> = {
  invalid_request: 'The request is not valid',
  invalid_token: 'The access token is not valid',
  insufficient_scope: 'The access token does not reach this far',
  not_found: 'There is nothing here',
  order_cancelled: 'The order was cancelled',
  already_shipped: 'The order has left already',
  idempotency_conflict: 'The idempotency key was used for another body',
  quantity_exceeds_fulfillable: 'More than is left to ship',
  unknown_line: 'The order has no such line',
  invalid_tracking_number: 'The tracking number is not valid',
  rate_limited: 'Too many requests',
  internal_error: 'Something went wrong'
}

export const failureStatus: Record<FailureCode, number> = {
  invalid_request: 400,
  not_found: 404,
  order_cancelled: 409,
  already_shipped: 409,
  quantity_exceeds_fulfillable: 422,
  unknown_line: 422,
  invalid_tracking_number: 422
}

export function invalid(detail: string): Problem {
  return new Problem(400, 'invalid_request', detail)
}

export function problemBody(status: number, code: string, detail: string): string {
  return JSON.stringify({ type: 'about:blank', title: titles[code] ?? 'The request was refused', status, code, detail })
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .status(problem.status)
    .headers(problem.headers)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(problemBody(problem.status, problem.code, problem.message))
}
