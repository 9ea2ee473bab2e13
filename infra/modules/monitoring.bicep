// Alert rules and the workbook of one function app, over the workspace that its logs go to.
@description('Azure region of the rules and the workbook.')
param location string

param tags object

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Resource id of the action group that is told of alerts; empty: they are only shown in the portal.')
param actionGroupId string = ''

@description('Name of the function app.')
param appName string

@description('Whether the alert rules are evaluated.')
param alertsEnabled bool = true

module alerts 'alerts.bicep' = {
  params: {
    location: location
    tags: tags
    workspaceId: workspaceId
    actionGroupId: actionGroupId
    appName: appName
    enabled: alertsEnabled
  }
}

module workbook 'workbook.bicep' = {
  params: {
    location: location
    tags: tags
    workspaceId: workspaceId
    appName: appName
  }
}

output workbookId string = workbook.outputs.workbookId
