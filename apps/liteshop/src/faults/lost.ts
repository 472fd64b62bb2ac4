import { nothing } from './answers.ts'
import type { Fault } from './fault.ts'
import { callRoutes } from './route-names.ts'

export const lost: readonly Fault[] = [
  {
    id: 'lost.after_work',
    family: 'lost',
    words: { zh: '請求已處理，但回應遺失（連線中斷）。', en: 'The work is done and its answer lost: the connection is destroyed.' },
    serves: ['F011', 'F051', 'F052', 'F094', 'F105'],
    routes: callRoutes,
    after: (_strike, answer) => ({ ...answer, reset: true })
  },
  {
    id: 'lost.before_work',
    family: 'lost',
    words: { zh: '請求未處理，連線即中斷。', en: 'The connection is destroyed before anything is done.' },
    serves: ['F008', 'F011', 'F055', 'F094', 'F105'],
    routes: callRoutes,
    instead: () => nothing
  },
  {
    id: 'lost.idle_socket',
    family: 'lost',
    words: { zh: '正常回應後，平台關閉原應保持的連線。', en: 'Answers well, then closes the connection that it had promised to keep.' },
    serves: ['F020'],
    routes: callRoutes,
    after: (_strike, answer) => ({ ...answer, closeAfter: true })
  }
]
