using './main.bicep'

// Both are GUIDs of the partner, and neither is a secret.
param partnerTenantId = readEnvironmentVariable('PARTNER_TENANT_ID')
param partnerClientId = readEnvironmentVariable('PARTNER_CLIENT_ID')
