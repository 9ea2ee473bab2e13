/** What the XML of the queue service says of one message. */
export interface WireMessage {
  readonly messageId: string;
  readonly receipt: string;
  /** Decoded; empty in the answer to a put. */
  readonly text: string;
}

/** Messages in an answer of the queue service. */
export function messagesIn(xml: string): WireMessage[] {
  return [...xml.matchAll(/<QueueMessage>(.*?)<\/QueueMessage>/gs)].map(([, message = '']) => ({
    messageId: element(message, 'MessageId'),
    receipt: element(message, 'PopReceipt'),
    text: Buffer.from(element(message, 'MessageText'), 'base64').toString(),
  }));
}

/** The decoded text in the request of a put. */
export function textIn(xml: string): string {
  return messagesIn(xml)[0]?.text ?? '';
}

function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}
