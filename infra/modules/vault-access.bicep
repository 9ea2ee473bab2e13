// One role on the vault, which may be in another resource group.
param vaultName string
param principalId string
param principalType string

@description('What names the principal in the assignment\'s name, and is known before the deployment.')
param principalKey string

@description('Whether secrets may be set and deleted; reading them is always allowed.')
param mayWrite bool

// learn.microsoft.com: Azure built-in roles
var roles = {
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
}
var role = mayWrite ? roles.keyVaultSecretsOfficer : roles.keyVaultSecretsUser

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

resource vaultGrant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalKey, role)
  scope: vault
  properties: {
    principalId: principalId
    principalType: principalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}
