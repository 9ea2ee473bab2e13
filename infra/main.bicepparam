using './main.bicep'

// Both are GUIDs of the partner, and neither is a secret.
param partnerTenantId = readEnvironmentVariable('PARTNER_TENANT_ID')
param partnerClientId = readEnvironmentVariable('PARTNER_CLIENT_ID')

// Settings of docs/settings.md that aren't to have their default, for example { COLLECT_LOOKBACK: 'P7D' }.
param settings = {}

// Everything below is optional. azd passes what `azd env set NAME value` has stored.
param partnerCredential = readEnvironmentVariable('PARTNER_CREDENTIAL', 'secret:partner-client-secret')
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')
param operatorPrincipalId = readEnvironmentVariable('OPERATOR_PRINCIPAL_ID', '')
param existingWorkspaceId = readEnvironmentVariable('EXISTING_WORKSPACE_ID', '')
param existingVaultId = readEnvironmentVariable('EXISTING_VAULT_ID', '')
param existingActionGroupId = readEnvironmentVariable('EXISTING_ACTION_GROUP_ID', '')
param privateNetworking = bool(readEnvironmentVariable('PRIVATE_NETWORKING', 'false'))
param sentinel = bool(readEnvironmentVariable('SENTINEL', 'false'))
