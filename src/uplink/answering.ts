import { explainError, type Question } from "../core/index.ts";
import { MESSAGE_BYTES } from "../rpc/protocol.ts";
import { errorMessage, questionOf, replyMessage } from "../rpc/questions.ts";
import { agentService, type FromAgent, type FromCollector } from "../rpc/services.ts";
import type { Answerer } from "./facts.ts";

/** Questions that are answered at a time. */
const QUESTIONS = 4;

async function replyTo(requestId: string, question: Question, answered: Promise<FromAgent>): Promise<FromAgent> {
  const reply = await answered;
  const { length } = agentService.connect.requestSerialize(reply);
  if (length <= MESSAGE_BYTES) return reply;
  return errorMessage(requestId, question, `the answer of ${length} bytes is too large to send`);
}

interface Sender {
  send(reply: FromAgent): void;
  /** The collector takes nothing at the moment. */
  readonly blocked: boolean;
}

/** Answers the questions among the collector's messages; every question gets a reply, if only to say why it has no answer. */
export function answering(answer: Answerer, sender: Sender, signal: AbortSignal) {
  let open = 0;
  return (message: FromCollector): void => {
    const asked = questionOf(message);
    // More questions than can be answered, from one who does not even read the answers: they are not worth memory.
    if (asked === undefined || (sender.blocked && open === QUESTIONS)) return;
    const { requestId, question } = asked;
    if (question === undefined) {
      sender.send(errorMessage(requestId, undefined, "this agent does not know that question"));
      return;
    }
    if (open === QUESTIONS) {
      sender.send(errorMessage(requestId, question, `this agent is busy with ${QUESTIONS} questions`));
      return;
    }
    open += 1;
    const answered = Promise.resolve()
      .then(() => answer(question, signal))
      .then((reply) => replyMessage(requestId, reply));
    void replyTo(requestId, question, answered)
      .catch((error: unknown) => errorMessage(requestId, question, explainError(error)))
      .then((reply) => sender.send(reply))
      .finally(() => {
        open -= 1;
      });
  };
}
