import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

/** Less than this fits into one packet as it is. */
const worthwhile = 1_000

/** Lays beside each text of the bundle what browsers are sent of it, so that the server need not compress it for each of them. */
export function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      await Promise.all(Object.values(bundle).filter(({ fileName }) => /\.(js|css|svg|html)$/.test(fileName)).map(async (file) => {
        const bytes = Buffer.from(file.type === 'chunk' ? file.code : file.source)
        if (bytes.length < worthwhile) return
        const place = path.join(dir ?? 'dist', file.fileName)
        await writeFile(`${place}.gz`, await promisify(gzip)(bytes, { level: 9 }))
        // One step below the best, which takes ten times as long for a hundredth.
        await writeFile(`${place}.br`, await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }))
      }))
    },
  }
}
