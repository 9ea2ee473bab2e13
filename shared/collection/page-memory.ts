const mebibyte = 1024 * 1024;

/** An answer is read up to this many bytes. */
export const maxPageBytes = 32 * mebibyte;

/** Bytes; up to here a page weighs what it is long. */
const ordinaryPage = 4 * mebibyte;
/** How much each byte beyond weighs: text and parsed records take room as well (measured: docs/decisions/collecting.md). */
const weightBeyond = 3;

export interface PageHold {
  /** Whether there is room for this many bytes more. */
  admit(bytes: number): boolean;
  /** Bytes admitted so far. */
  readonly bytes: number;
  /** Something was refused, because others' pages took the room. */
  readonly isCrowdedOut: boolean;
  release(): void;
}

/** A place in the queue for a page that can't be made smaller. */
export interface PageTurn {
  /** Room for a page of any size, once it is this one's turn and there is so much; undefined until then. */
  take(): PageHold | undefined;
  /** To be called in any case; others wait behind. */
  leave(): void;
}

/**
 * Room for the answers that are being read and worked on at the same time, so that a few tenants' huge pages can't
 * exhaust a 512 MB instance. The first MiB of each answer is free: small pages never wait for large ones.
 */
export class PageMemory {
  private held = 0;
  private readonly turns: PageTurn[] = [];

  constructor(
    private readonly limit = 96 * mebibyte,
    private readonly free = mebibyte,
  ) {}

  hold(): PageHold {
    // Those that came before the one that waits for its turn are finitely many; of those after it there is no end.
    const isModest = this.turns.length > 0;
    let counted = 0;
    let isCrowdedOut = false;
    return holdOf({
      admit: (bytes) => {
        const next = this.weightOf(bytes);
        const grows = next - counted;
        isCrowdedOut ||= this.held + grows > this.limit || (isModest && grows > 0);
        if (isCrowdedOut) return false;
        this.held += grows;
        counted = next;
        return true;
      },
      isCrowdedOut: () => isCrowdedOut,
      release: () => {
        this.held -= counted;
        counted = 0;
      },
    });
  }

  /** While anybody waits, holds made later get only what is free for everyone. */
  queueUp(): PageTurn {
    const turn: PageTurn = {
      take: () => {
        const room = Math.min(this.limit, this.weightOf(maxPageBytes));
        if (this.turns[0] !== turn || this.held + room > this.limit) return undefined;
        turn.leave();
        return this.reserve(room);
      },
      leave: () => {
        const place = this.turns.indexOf(turn);
        if (place >= 0) this.turns.splice(place, 1);
      },
    };
    this.turns.push(turn);
    return turn;
  }

  private reserve(room: number): PageHold {
    let reserved = room;
    this.held += room;
    return holdOf({
      admit: (bytes) => this.weightOf(bytes) <= reserved,
      isCrowdedOut: () => false,
      release: () => {
        this.held -= reserved;
        reserved = 0;
      },
    });
  }

  private weightOf(bytes: number): number {
    return Math.max(0, bytes + (weightBeyond - 1) * Math.max(0, bytes - ordinaryPage) - this.free);
  }
}

interface Ledger {
  /** Whether there is room for so many bytes in all. */
  admit(bytes: number): boolean;
  isCrowdedOut(): boolean;
  release(): void;
}

function holdOf(ledger: Ledger): PageHold {
  let bytes = 0;
  return {
    admit: (more) => {
      const hasRoom = ledger.admit(bytes + more);
      if (hasRoom) bytes += more;
      return hasRoom;
    },
    get bytes() {
      return bytes;
    },
    get isCrowdedOut() {
      return ledger.isCrowdedOut();
    },
    release: ledger.release,
  };
}
