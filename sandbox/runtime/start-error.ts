/** The app, or how it is set up, doesn't let it start. The message is for the person who started it. */
export class StartError extends Error {
  constructor(message: string, cause?: Error) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StartError';
  }
}
