/** Where the built sandbox and the function app are. */
export interface Place {
  readonly program: string;
  readonly appDir: string;
}
