// The workbook; its content is made by "npm run monitoring" from monitoring/workbook.
param location string

param tags object

@description('Resource id of the Log Analytics workspace that the workbook asks.')
param workspaceId string

@description('Name of the function app, whose rows alone are shown.')
param appName string

var template = loadTextContent('../monitoring/workbook.json')

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, appName, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Defender Relay: ${appName}'
    category: 'workbook'
    sourceId: workspaceId
    version: 'Notebook/1.0'
    serializedData: replace(replace(template, '__WORKSPACE_ID__', workspaceId), '__APP_NAME__', appName)
  }
}

output workbookId string = workbook.id
