const mebibyte = 1024 * 1024;

/** An answer is read up to this many bytes. */
export const maxPageBytes = 32 * mebibyte;

export interface PageHold {
  /** Whether there is room for this many bytes more. */
  admit(bytes: number): boolean;
  /** Bytes admitted so far. */
  readonly bytes: number;
  release(): void;
}

/**
 * Room for the answers that are being read and worked on at the same time, so that a few tenants' huge pages can't
 * exhaust a 512 MB instance. The first MiB of each answer is free: small pages never wait for large ones.
 */
export class PageMemory {
  private held = 0;

  constructor(
    private readonly limit = 96 * mebibyte,
    private readonly free = mebibyte,
  ) {}

  hold(): PageHold {
    let [bytes, counted] = [0, 0];
    return {
      admit: (more) => {
        const next = Math.max(0, bytes + more - this.free);
        if (this.held + next - counted > this.limit) return false;
        this.held += next - counted;
        bytes += more;
        counted = next;
        return true;
      },
      get bytes() {
        return bytes;
      },
      release: () => {
        this.held -= counted;
        counted = 0;
      },
    };
  }
}
