import { wrapped } from '../text';
import type { Tell } from './narrator';

const topicWidth = 9;
const timeWidth = 8;
const widestText = 140;
const indent = ' '.repeat(timeWidth + topicWidth + 4);

/** Lines such as `12:00:10  collected  8 tenants, …`, broken to the width of the terminal (120 for a file). */
export function teller(print: (line: string) => void, columns: number | undefined): Tell {
  const width = Math.min(columns ?? 120, widestText);
  return (at, topic, text) => {
    const time = new Date(at).toTimeString().slice(0, timeWidth);
    print(wrapped(`${time}  ${topic.padEnd(topicWidth)}  ${text}`.replaceAll(/\p{Cc}/gu, ' '), width, indent));
  };
}
