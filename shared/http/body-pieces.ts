/** Bytes; a body beyond is gathered in one piece from the start. */
const largeBody = 4 * 1024 * 1024;

/**
 * Gathers a body of unknown length. Joining the pieces of a large one at its end would take its room twice; so room for the
 * longest is set aside at once, of which the system gives out only what is written to.
 */
export class BodyPieces {
  private pieces: Buffer[] = [];
  private large: Buffer | undefined;
  private written = 0;

  constructor(private readonly maxBytes: number) {}

  get size(): number {
    return this.written;
  }

  /** `piece` must fit `maxBytes`. */
  add(piece: Buffer): void {
    const size = this.written + piece.length;
    if (!this.large && size > largeBody) this.large = this.moved();
    if (this.large) piece.copy(this.large, this.written);
    else this.pieces.push(piece);
    this.written = size;
  }

  whole(): Buffer {
    return this.large?.subarray(0, this.written) ?? Buffer.concat(this.pieces, this.written);
  }

  private moved(): Buffer {
    const large = Buffer.allocUnsafeSlow(this.maxBytes);
    let at = 0;
    for (const piece of this.pieces) at += piece.copy(large, at);
    this.pieces = [];
    return large;
  }
}
