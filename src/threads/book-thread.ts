import { type MessagePort, parentPort } from 'node:worker_threads'
import { bookAnswers } from './book-answers.ts'
import type { BookAnswer, BookRequest } from './book-requests.ts'
import { errorParts } from './thread-error.ts'

/** What the file is for: it is started as a thread, which answers every message of its parent with one of its own. */
function answer(parent: MessagePort): void {
  const answerTo = bookAnswers()
  parent.on('message', ({ id, request }: { readonly id: number; readonly request: BookRequest }) => {
    try {
      const value = answerTo(request)
      const bytes = request.kind === 'checkpoint' && typeof value === 'object' && 'payload' in value
      send(parent, { id, value }, bytes ? [value.payload.buffer as ArrayBuffer] : [])
    } catch (error) {
      send(parent, { id, failure: errorParts(error) }, [])
    }
  })
}

const send = (parent: MessagePort, message: BookAnswer, moved: readonly ArrayBuffer[]): void =>
  parent.postMessage(message, moved)

if (parentPort !== null) answer(parentPort)
