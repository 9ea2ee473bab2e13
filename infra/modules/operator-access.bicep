// What a person needs who runs the command line against this deployment. Nobody has it unless named.
param principalId string
param principalType string
param storageName string

// learn.microsoft.com: Azure built-in roles
var roles = {
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}
var accountRoles = [roles.storageQueueDataContributor, roles.storageTableDataContributor]
var containerNames = ['payloads', 'deadletters']

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' existing = {
  parent: storage
  name: 'default'
}

// Not the whole account: the other containers hold the app's package and the host's keys.
resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' existing = [for container in containerNames: {
  parent: blobService
  name: container
}]

resource accountGrants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in accountRoles: {
  name: guid(storage.id, principalId, role)
  scope: storage
  properties: {
    principalId: principalId
    principalType: principalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]

resource containerGrants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for i in range(0, length(containerNames)): {
  name: guid(containers[i].id, principalId, roles.storageBlobDataContributor)
  scope: containers[i]
  properties: {
    principalId: principalId
    principalType: principalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}]
