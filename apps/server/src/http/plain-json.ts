import { StandardOpenAPICodec, StandardOpenAPIMatcher, type StandardOpenAPICodecOptions } from '@orpc/openapi/standard'
import { StandardBracketNotationSerializer, StandardOpenAPIJsonSerializer, StandardOpenAPISerializer } from '@orpc/openapi-client/standard'
import { FastifyHandler } from '@orpc/server/fastify'
import { StandardHandler, type StandardHandlerOptions } from '@orpc/server/standard'
import type { RequestContext } from '../implement.ts'
import { router } from '../router.ts'

/** What endpoints answer is JSON as it is: their contracts have seen to that. To look for dates, maps and files in it, and copy it for that, took longer than to write it. */
class PlainJson extends StandardOpenAPIJsonSerializer {
  override serialize(answer: unknown): [json: unknown, hasFile: boolean] {
    return [answer, false]
  }
}

/** The contract's endpoints as oRPC's `OpenAPIHandler` serves them, with plain answers. */
export function createHandler(options: StandardHandlerOptions<RequestContext> & StandardOpenAPICodecOptions): FastifyHandler<RequestContext> {
  const serializer = new StandardOpenAPISerializer(new PlainJson(), new StandardBracketNotationSerializer())
  return new FastifyHandler(new StandardHandler(router, new StandardOpenAPIMatcher(), new StandardOpenAPICodec(serializer, options), options))
}
