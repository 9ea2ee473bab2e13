import { constants, createHash, generateKeyPair, type KeyObject, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';

/** Claims of a token; a number is seconds since the epoch. */
export type Claims = Readonly<Record<string, string | number | readonly string[]>>;

export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface DecodedToken {
  readonly header: Claims;
  readonly claims: Claims;
}

export async function makeSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return { privateKey, publicKey, keyId: createHash('sha256').update(der).digest('base64url').slice(0, 27) };
}

/** A compact JWS with RS256, as Entra's access tokens are. */
export function signToken(key: SigningKey, claims: Claims): string {
  const header = { typ: 'JWT', alg: 'RS256', x5t: key.keyId, kid: key.keyId };
  const content = `${encoded(header)}.${encoded(claims)}`;
  return `${content}.${sign('sha256', Buffer.from(content), key.privateKey).toString('base64url')}`;
}

/** Header and claims without any check; undefined if it is no JWS. */
export function decodeToken(token: string): DecodedToken | undefined {
  const [header, claims, signature, ...rest] = token.split('.');
  if (!header || !claims || !signature || rest.length > 0) return undefined;
  try {
    return { header: decoded(header), claims: decoded(claims) };
  } catch {
    return undefined;
  }
}

/** Whether the signature is this key's, by the algorithm that the header names: RS256 or PS256, nothing else. */
export function isSignedBy(token: string, key: KeyObject): boolean {
  const alg = decodeToken(token)?.header.alg;
  if (alg !== 'RS256' && alg !== 'PS256') return false;
  const end = token.lastIndexOf('.');
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const options = alg === 'PS256' ? { key, ...pss } : { key };
  return verify('sha256', Buffer.from(token.slice(0, end)), options, Buffer.from(token.slice(end + 1), 'base64url'));
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function decoded(part: string): Claims {
  const value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Claims | null;
  if (typeof value !== 'object' || value === null) throw new TypeError('a part of a token is an object');
  return value;
}
