// Storage and vault without a public address. Only the app, through its subnet, and what is peered with it can reach them.
param name string
param location string
param tags object
param addressPrefix string
param storageId string

@description('Resource id of the NAT gateway that the app\'s way out goes through; empty: none.')
param natGatewayId string

@description('Resource id of a vault that gets a private endpoint; empty: none does.')
param vaultId string

var storageTargets = [for service in ['blob', 'queue', 'table']: {
  group: service
  zone: 'privatelink.${service}.${environment().suffixes.storage}'
  id: storageId
}]
// .vault.azure.net has its private zone under .vaultcore.azure.net, and so in the other clouds.
var vaultTarget = {
  group: 'vault'
  zone: 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'
  id: vaultId
}
var targets = empty(vaultId) ? storageTargets : concat(storageTargets, [vaultTarget])

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          // Subnets are replaced as a whole: one that was attached by hand would be gone after the next deployment.
          natGateway: empty(natGatewayId) ? null : { id: natGatewayId }
          // What Flex Consumption asks for; Microsoft.Web/serverFarms is that of the older plans.
          delegations: [
            {
              name: 'flex-consumption'
              properties: { serviceName: 'Microsoft.App/environments' }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 1)
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2020-06-01' = [for target in targets: {
  name: target.zone
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = [for (target, i) in targets: {
  parent: zones[i]
  name: name
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: network.id }
  }
}]

resource endpoints 'Microsoft.Network/privateEndpoints@2025-05-01' = [for target in targets: {
  name: '${name}-${target.group}'
  location: location
  tags: tags
  properties: {
    subnet: { id: '${network.id}/subnets/endpoints' }
    privateLinkServiceConnections: [
      {
        name: target.group
        properties: {
          privateLinkServiceId: target.id
          groupIds: [target.group]
        }
      }
    ]
  }
}]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = [for (target, i) in targets: {
  parent: endpoints[i]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: target.group
        properties: { privateDnsZoneId: zones[i].id }
      }
    ]
  }
}]
