// @ts-check

/** Something that a person can put right: its message says what, where and what to do, and is all that is printed. */
export class Fault extends Error {
  /**
   * @param {string} message
   * @param {1 | 2} exitCode 2: the command was written wrongly, and nothing was asked or changed.
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What Microsoft Graph or Key Vault refused, as the Azure CLI tells it. */
export class Refusal extends Fault {
  /**
   * @param {string} message
   * @param {'not-found' | 'forbidden' | 'other'} kind
   */
  constructor(message, kind) {
    super(message);
    this.kind = kind;
  }
}
