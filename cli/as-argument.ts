/** As one word of a command that is printed to be copied. */
export function asArgument(text: string): string {
  return /^[\w./@:-]+$/.test(text) ? text : `"${text.replaceAll(/["\\$`]/g, '\\$&')}"`;
}
