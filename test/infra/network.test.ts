import { describe, expect, it } from 'vitest';
import { at, found, plain, readDeployment } from './deployment';

const path = 'modules/network.bicep';

describe('the private network', async () => {
  const { file, resource } = await readDeployment();
  const { variables } = file(path);
  const written = (name: string) => plain(found(variables[name], name));

  it('has an endpoint for every service that the app uses', () => {
    expect(variables.storageTargets?.source).toContain("for service in ['blob', 'queue', 'table']:");
    expect(written('storageTargets')).toEqual([
      { group: 'service', zone: `'privatelink.\${service}.\${environment().suffixes.storage}'`, id: 'storageId' },
    ]);
    expect(written('vaultTarget')).toMatchObject({ group: 'vault', id: 'vaultId' });
    expect(written('targets')).toBe('empty(vaultId) ? storageTargets : concat(storageTargets, [vaultTarget])');
    expect(resource(path, 'endpoints').over).toBe('targets');
    expect(plain(at(resource(path, 'endpoints').body, 'properties'))).toEqual({
      subnet: { id: `'\${network.id}/subnets/endpoints'` },
      privateLinkServiceConnections: [
        { name: 'target.group', properties: { privateLinkServiceId: 'target.id', groupIds: ['target.group'] } },
      ],
    });
  });

  it('resolves the names of those services to the endpoints', () => {
    expect(plain(resource(path, 'zones').body)).toMatchObject({ name: 'target.zone' });
    expect(plain(resource(path, 'links').body)).toMatchObject({
      parent: 'zones[i]',
      properties: { registrationEnabled: false, virtualNetwork: { id: 'network.id' } },
    });
    expect(plain(resource(path, 'zoneGroups').body)).toMatchObject({
      parent: 'endpoints[i]',
      properties: {
        privateDnsZoneConfigs: [{ name: 'target.group', properties: { privateDnsZoneId: 'zones[i].id' } }],
      },
    });
    for (const symbol of ['zones', 'links', 'zoneGroups']) expect(resource(path, symbol).over).toBe('targets');
  });

  it('has a subnet for Flex Consumption, which keeps its NAT gateway, and one for the endpoints', () => {
    expect(plain(at(resource(path, 'network').body, 'properties', 'subnets'))).toEqual([
      {
        name: 'app',
        properties: {
          addressPrefix: 'cidrSubnet(addressPrefix, 26, 0)',
          natGateway: 'empty(natGatewayId) ? null : { id: natGatewayId }',
          delegations: [{ name: 'flex-consumption', properties: { serviceName: 'Microsoft.App/environments' } }],
        },
      },
      {
        name: 'endpoints',
        properties: {
          addressPrefix: 'cidrSubnet(addressPrefix, 26, 1)',
          privateEndpointNetworkPolicies: 'Disabled',
        },
      },
    ]);
    expect(file('main.bicep').variables.subnetId?.source.replace(/\s+/g, ' ')).toBe(
      "privateNetworking ? resourceId('Microsoft.Network/virtualNetworks/subnets', names.network, 'app') : ''",
    );
  });

  it('is where the app runs', () => {
    expect(plain(at(resource('modules/app.bicep', 'app').body, 'properties'))).toMatchObject({
      virtualNetworkSubnetId: 'empty(subnetId) ? null : subnetId',
    });
  });
});
