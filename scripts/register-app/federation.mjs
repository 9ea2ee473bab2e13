// @ts-check
import { Fault, Refusal } from './fault.mjs';

/**
 * @typedef {{ readonly says: readonly string[], readonly method: 'post' | 'patch', readonly path: string, readonly body: object }} FederationPlan
 */

/**
 * What makes the app trust the managed identity; undefined if it does. Entra accepts mistakes here and refuses only the
 * first token, so issuer, subject and audience are made, not asked for
 * (learn.microsoft.com: workload-identity-federation-config-app-trust-managed-identity).
 * @param {readonly { id: string, name: string, issuer: string, subject: string, audiences: string[] }[]} existing
 * @param {{ readonly identity: string, readonly tenantId: string, readonly cloud: import('./clouds.mjs').Cloud }} trust
 * @returns {FederationPlan | undefined}
 */
export function planFederation(existing, { identity, tenantId, cloud }) {
  const issuer = `${cloud.authority}/${tenantId}/v2.0`;
  const audiences = [cloud.audience];
  const found = existing.find(({ subject }) => subject === identity);
  if (!found) {
    const body = { name: `defender-relay-${identity}`, issuer, subject: identity, audiences };
    return { says: [`federated credential for the managed identity ${identity}`], method: 'post', path: '', body };
  }
  if (found.issuer === issuer && found.audiences.length === 1 && found.audiences[0] === cloud.audience)
    return undefined;
  return {
    says: [`issuer and audience of the federated credential ${found.name}`],
    method: 'patch',
    path: `/${found.id}`,
    body: { issuer, audiences },
  };
}

/**
 * Throws unless this is the object id of a user-assigned managed identity of this tenant.
 * @param {import('./graph.mjs').Graph} graph
 * @param {string} identity
 */
export async function checkIdentity(graph, identity) {
  const select = ['$select=id,displayName,servicePrincipalType,alternativeNames'];
  const found = await graph.get(`/servicePrincipals/${identity}`, select).catch((error) => {
    if (error instanceof Refusal && error.kind === 'not-found') return undefined;
    throw error;
  });
  const advice = [
    "Give the identity's object (principal) id, not its client id; infra/main.bicep puts it out as identityPrincipalId, and",
    '  az identity show --resource-group <group> --name <name> --query principalId',
    'shows it. The identity must be in the same tenant as the app.',
  ].join('\n');
  if (!found) throw new Fault(`There is no identity ${identity} in this tenant.\n${advice}`);
  if (found.servicePrincipalType !== 'ManagedIdentity') {
    throw new Fault(`${identity} (${found.displayName}) is no managed identity.\n${advice}`);
  }
  if (found.alternativeNames?.includes('isExplicit=False')) {
    throw new Fault(
      `${identity} is a system-assigned identity, which Entra doesn't take as a federated credential. Use a user-assigned one.`,
    );
  }
}
