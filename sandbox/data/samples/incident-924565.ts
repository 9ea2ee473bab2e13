/** Microsoft's published sample; see ../ATTRIBUTION.md. Raw text, so that no digit is parsed and printed again. */
export const incident924565 = String.raw`{
  "incidentId": 924565,
  "redirectIncidentId": null,
  "incidentName": "Ransomware activity",
  "createdTime": "2020-09-06T14:46:57.0733333Z",
  "lastUpdateTime": "2020-09-06T14:46:57.29Z",
  "assignedTo": null,
  "classification": "Unknown",
  "determination": "NotAvailable",
  "status": "Active",
  "severity": "Medium",
  "tags": [],
  "comments": [{
    "comment": "test comment for docs",
    "createdBy": "secop123@contoso.com",
    "createdTime": "2021-01-26T01:00:37.8404534Z"
  }],
  "alerts": [{
    "alertId": "caD70CFEE2-1F54-32DB-9988-3A868A1EBFAC",
    "incidentId": 924565,
    "serviceSource": "MicrosoftCloudAppSecurity",
    "creationTime": "2020-09-06T14:46:55.7182276Z",
    "lastUpdatedTime": "2020-09-06T14:46:57.2433333Z",
    "resolvedTime": null,
    "firstActivity": "2020-09-04T05:22:59Z",
    "lastActivity": "2020-09-04T05:22:59Z",
    "title": "Ransomware activity",
    "description": "The user Test User2 (testUser2@contoso.com) manipulated 99 files with multiple extensions ending with the uncommon extension herunterladen. This is an unusual number of file manipulations and is indicative of a potential ransomware attack.",
    "category": "Impact",
    "status": "New",
    "severity": "Medium",
    "investigationId": null,
    "investigationState": "UnsupportedAlertType",
    "classification": null,
    "determination": null,
    "detectionSource": "MCAS",
    "assignedTo": null,
    "actorName": null,
    "threatFamilyName": null,
    "mitreTechniques": [],
    "devices": [],
    "entities": [{
      "entityType": "User", "sha1": null, "sha256": null, "fileName": null, "filePath": null, "processId": null,
      "processCommandLine": null, "processCreationTime": null, "parentProcessId": null,
      "parentProcessCreationTime": null, "ipAddress": null, "url": null, "accountName": "testUser2",
      "domainName": "europe.corp.contoso", "userSid": "S-1-5-21-1721254763-462695806-1538882281-4156657",
      "aadUserId": "fc8f7484-f813-4db2-afab-bc1507913fb6", "userPrincipalName": "testUser2@contoso.com",
      "mailboxDisplayName": null, "mailboxAddress": null, "clusterBy": null, "sender": null, "recipient": null,
      "subject": null, "deliveryAction": null, "securityGroupId": null, "securityGroupName": null,
      "registryHive": null, "registryKey": null, "registryValueType": null, "registryValue": null,
      "deviceId": null
    }, {
      "entityType": "Ip", "sha1": null, "sha256": null, "fileName": null, "filePath": null, "processId": null,
      "processCommandLine": null, "processCreationTime": null, "parentProcessId": null,
      "parentProcessCreationTime": null, "ipAddress": "62.216.203.204", "url": null, "accountName": null,
      "domainName": null, "userSid": null, "aadUserId": null, "userPrincipalName": null,
      "mailboxDisplayName": null, "mailboxAddress": null, "clusterBy": null, "sender": null, "recipient": null,
      "subject": null, "deliveryAction": null, "securityGroupId": null, "securityGroupName": null,
      "registryHive": null, "registryKey": null, "registryValueType": null, "registryValue": null,
      "deviceId": null
    }]
  }]
}`;
