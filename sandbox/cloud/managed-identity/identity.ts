/** A user-assigned managed identity that is assigned to the function app. */
export interface ManagedIdentity {
  readonly clientId: string;
  /** Object id of its service principal: the subject of a federated credential. */
  readonly principalId: string;
  /** Home of the subscription it is in. */
  readonly tenantId: string;
}

/** Who issues the tokens of a tenant's managed identities, whatever the authority's own address. */
export function identityIssuer(tenantId: string): string {
  return `https://login.microsoftonline.com/${tenantId}/v2.0`;
}
