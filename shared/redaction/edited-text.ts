/** A text with replacements, made from left to right; what isn't replaced is copied in whole slices. */
export class EditedText {
  readonly #parts: string[] = [];
  readonly #raw: string;
  #copied = 0;

  constructor(raw: string) {
    this.#raw = raw;
  }

  replace(from: number, to: number, replacement: string): void {
    this.#parts.push(this.#raw.slice(this.#copied, from), replacement);
    this.#copied = to;
  }

  text(): string {
    return this.#copied === 0 ? this.#raw : this.#parts.join('') + this.#raw.slice(this.#copied);
  }
}
