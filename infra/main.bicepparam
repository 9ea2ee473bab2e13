using './main.bicep'

// Both are GUIDs of the partner, and neither is a secret.
param partnerTenantId = readEnvironmentVariable('PARTNER_TENANT_ID')
param partnerClientId = readEnvironmentVariable('PARTNER_CLIENT_ID')

// Settings of docs/settings.md that aren't to have their default. All values are texts: { COLLECT_CONCURRENCY: '16' }.
param settings = {}

// Everything below is optional. azd passes what `azd env set NAME value` has stored.
param partnerCredential = readEnvironmentVariable('PARTNER_CREDENTIAL', 'secret:partner-client-secret')
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')
param alertsEnabled = bool(readEnvironmentVariable('ALERTS_ENABLED', 'true'))
param operatorPrincipalId = readEnvironmentVariable('OPERATOR_PRINCIPAL_ID', '')
param operatorPrincipalType = readEnvironmentVariable('OPERATOR_PRINCIPAL_TYPE', 'User')
param cloud = readEnvironmentVariable('CUSTOMER_CLOUD', 'commercial')
param storageSku = readEnvironmentVariable('STORAGE_SKU', 'Standard_ZRS')
param existingWorkspaceId = readEnvironmentVariable('EXISTING_WORKSPACE_ID', '')
param existingVaultId = readEnvironmentVariable('EXISTING_VAULT_ID', '')
param existingActionGroupId = readEnvironmentVariable('EXISTING_ACTION_GROUP_ID', '')
param privateNetworking = bool(readEnvironmentVariable('PRIVATE_NETWORKING', 'false'))
param natGatewayId = readEnvironmentVariable('NAT_GATEWAY_ID', '')
param sentinel = bool(readEnvironmentVariable('SENTINEL', 'false'))

// The others have no variable. Whoever wants another value than main.bicep's default adds a line here: prefix, location, tags,
// nodeVersion, instanceMemoryMB, maximumInstanceCount, logQuotaGb, networkPrefix, workspaceLocation.
