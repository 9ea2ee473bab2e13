import { RelayError } from '../../shared/errors';

/** The RelayError with which a promise rejects; anything else fails the test. */
export async function rejection(promise: Promise<unknown>): Promise<RelayError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof RelayError) return error;
    throw error;
  }
  throw new Error('It did not reject.');
}
