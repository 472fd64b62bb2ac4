/** Answers a path with the bytes that were put there, and does nothing else. */
import { answerSameBytes } from './same-bytes.ts'

answerSameBytes()
